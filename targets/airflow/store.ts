// Where Airflow's tasks find the store.
import { win32 } from "node:path";

/**
 * The store as a DAG file names it: a URL or an absolute folder. Null for a relative folder: an Airflow worker has no folder that
 * it could be relative to, so the DAG then asks for the environment variable `ZENC_STORE`.
 */
export function planStore(store: string): string | null {
  const everywhere = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(store) || win32.isAbsolute(store);
  return everywhere ? store : null;
}
