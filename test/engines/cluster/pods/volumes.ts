// The volumes of a pod: folders of its own on this machine, shown in its containers where they are mounted.
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Client } from "../client.js";
import type { Container, Pod, Volume, VolumeItem } from "../objects.js";
import { dataOf, type Environment } from "./environment.js";

export interface Mount {
  readonly from: string;
  readonly at: string;
  readonly readOnly?: boolean;
}

/** Makes the volumes that a container mounts, inside `folder`. */
export async function mountsOf(client: Client, pod: Pod, container: Container, folder: string): Promise<readonly Mount[]> {
  const mounts: Mount[] = [];
  for (const { name, mountPath, subPath, readOnly } of container.volumeMounts ?? []) {
    const volume = pod.spec.volumes?.find((one) => one.name === name);
    if (volume === undefined || isExecutors(volume)) continue;
    const from = join(folder, "volumes", name);
    await openFolder(from);
    await fill(client, pod, volume, from);
    const part = subPath === undefined ? from : join(from, subPath);
    if (part !== from && volume.emptyDir) await openFolder(part);
    mounts.push({ from: part, at: mountPath, ...(readOnly || !volume.emptyDir ? { readOnly: true } : {}) });
  }
  return mounts;
}

/** What Argo's executor keeps for itself: here nobody runs it. */
const isExecutors = ({ name }: Volume): boolean => name === "var-run-argo" || name === "tmp-dir-argo";

async function fill(client: Client, pod: Pod, volume: Volume, folder: string): Promise<void> {
  if (volume.emptyDir) return;
  const { configMap, secret } = volume;
  if (configMap) return write(folder, await dataOf(client, pod, "ConfigMap", configMap), configMap.items);
  if (secret) return write(folder, await dataOf(client, pod, "Secret", { ...secret, name: secret.secretName }), secret.items);
  throw new Error(`The tests' nodes know no such volume: ${JSON.stringify(volume)}`);
}

async function write(folder: string, data: Environment | undefined, items: readonly VolumeItem[] | undefined): Promise<void> {
  const chosen = items ?? Object.keys(data ?? {}).map((key) => ({ key, path: key }));
  for (const { key, path } of chosen) {
    const value = data?.[key];
    if (value === undefined) throw new Error(`references non-existent config key: ${key}`);
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), value);
  }
}

/** Anybody may write there, whatever the test's own mask is. */
async function openFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o777);
}
