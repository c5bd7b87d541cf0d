// Where an object, or all of its kind, stands in the API of Kubernetes.

export interface Placed {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string; readonly name?: string };
}

/** Of kinds whose plural is their name with an `s`, in a namespace. */
export function pathOf({ apiVersion, kind, metadata: { namespace = "default", name } }: Placed): string {
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const collection = `${group}/namespaces/${encodeURIComponent(namespace)}/${kind.toLowerCase()}s`;
  return name === undefined ? collection : `${collection}/${encodeURIComponent(name)}`;
}
