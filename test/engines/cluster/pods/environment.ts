// The environment of a container, with what it refers to asked from the API server, as a kubelet does.
import type { Client } from "../client.js";
import type { Container, EnvVar, KeyRef, Kinds, Pod } from "../objects.js";

export type Environment = Readonly<Record<string, string>>;

/** Fails with the words of a kubelet where something that is referred to is not there. */
export async function environmentOf(client: Client, pod: Pod, container: Container): Promise<Environment> {
  const all: Record<string, string> = {};
  for (const from of container.envFrom ?? []) {
    const [kind, ref] = from.secretRef ? (["Secret", from.secretRef] as const) : (["ConfigMap", from.configMapRef] as const);
    if (ref === undefined) continue;
    const data = await dataOf(client, pod, kind, ref);
    for (const [key, value] of Object.entries(data ?? {})) all[`${from.prefix ?? ""}${key}`] = value;
  }
  for (const variable of container.env ?? []) {
    const value = await variableOf(client, pod, variable, all);
    if (value !== undefined) all[variable.name] = value;
  }
  return all;
}

/** `$(NAME)` stands for a variable that was named before, `$$` for `$`. */
export const expand = (text: string, environment: Environment): string =>
  text.replace(/\$\$|\$\(([^()\s]+)\)/g, (found, name?: string) => (name === undefined ? "$" : (environment[name] ?? found)));

async function variableOf(
  client: Client,
  pod: Pod,
  { name, value, valueFrom }: EnvVar,
  before: Environment,
): Promise<string | undefined> {
  if (valueFrom === undefined) return expand(value ?? "", before);
  if (valueFrom.fieldRef) return fieldOf(pod, valueFrom.fieldRef.fieldPath);
  if (valueFrom.secretKeyRef) return keyOf(client, pod, "Secret", valueFrom.secretKeyRef);
  if (valueFrom.configMapKeyRef) return keyOf(client, pod, "ConfigMap", valueFrom.configMapKeyRef);
  throw new Error(`The tests' nodes know no such source of the variable ${name}: ${JSON.stringify(valueFrom)}`);
}

async function keyOf(client: Client, pod: Pod, kind: "Secret" | "ConfigMap", ref: KeyRef): Promise<string | undefined> {
  const data = await dataOf(client, pod, kind, ref);
  const value = data?.[ref.key];
  if (value === undefined && !ref.optional) throw new Error(`couldn't find key ${ref.key} in ${kind} ${ref.name}`);
  return value;
}

/** A Secret's or ConfigMap's data as text; undefined where it may be missing, and is. */
export async function dataOf(
  client: Client,
  pod: Pod,
  kind: "Secret" | "ConfigMap",
  ref: { readonly name: string; readonly optional?: boolean },
): Promise<Environment | undefined> {
  const found: Kinds["Secret"] | undefined = await client.find(kind, ref.name, pod.metadata.namespace);
  if (found === undefined && !ref.optional) throw new Error(`${kind.toLowerCase()} "${ref.name}" not found`);
  const decode = (value: string) => (kind === "Secret" ? Buffer.from(value, "base64").toString() : value);
  return found && Object.fromEntries(Object.entries(found.data ?? {}).map(([key, value]) => [key, decode(value)]));
}

function fieldOf({ metadata, spec }: Pod, path: string): string {
  const [, table, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (table !== undefined && key !== undefined) return metadata[table as "labels" | "annotations"]?.[key] ?? "";
  const fields: Readonly<Record<string, string | undefined>> = {
    "metadata.name": metadata.name,
    "metadata.namespace": metadata.namespace,
    "metadata.uid": metadata.uid,
    "spec.nodeName": spec.nodeName,
    "spec.serviceAccountName": spec.serviceAccountName ?? "default",
    "status.podIP": "127.0.0.1",
    "status.hostIP": "127.0.0.1",
  };
  const value = fields[path];
  if (value === undefined) throw new Error(`The tests' nodes know no field ${path}.`);
  return value;
}
