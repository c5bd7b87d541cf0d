// Where the pods find the store.

/** The store as a template names it: a URL or an absolute folder. Null for a relative folder: pods then take it from `ZENC_STORE`. */
export function planStore(store: string): string | null {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(store) || store.startsWith("/") ? store : null;
}
