// Artifacts to files that a person can open.
import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Artifact, ArtifactObject } from "../contract/codec.js";
import { type Store, segmentOf } from "../contract/store.js";
import { valueError } from "./error.js";
import { readManifest, unpackManifest } from "./manifest.js";
import { readStream } from "./object.js";

/**
 * Writes an artifact to `target`: JSON text, bytes, a tensor (safetensors) or a stream (JSON lines) as a file; a folder or a model as a
 * folder; a record or list as a folder with an entry per field. A file is overwritten, a folder must be new or empty.
 * @throws ValueError where an object is missing or damaged, or the folder is not empty; StoreError.
 */
export async function exportArtifact(artifact: Artifact, store: Store, target: string): Promise<void> {
  switch (artifact.kind) {
    case "null":
    case "undefined":
      return writeFile(target, `${artifact.kind}\n`);
    case "object":
      return exportObject(artifact, store, target);
    case "list":
      return exportAll(
        artifact.items.map((item, index) => [String(index), item]),
        store,
        target,
      );
    case "record":
      return exportAll(Object.entries(artifact.fields), store, target);
  }
}

async function exportAll(entries: readonly (readonly [string, Artifact])[], store: Store, target: string): Promise<void> {
  await emptyFolder(target);
  for (const [name, item] of entries) await exportArtifact(item, store, join(target, segmentOf(name)));
}

async function exportObject(artifact: ArtifactObject, store: Store, target: string): Promise<void> {
  if (isFolder(artifact)) {
    await emptyFolder(target);
    return unpackManifest(store, await readManifest(store, artifact, target), target, target);
  }
  await writeFile(target, readStream(store, artifact, target));
  if (artifact.file?.executable) await chmod(target, 0o755);
}

const isFolder = ({ materializer, file }: ArtifactObject): boolean =>
  materializer === "layers-model" || materializer === "graph-model" || (materializer === "path" && file === undefined);

async function emptyFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  if ((await readdir(path)).length > 0) throw valueError(path, "the folder is not empty; name a new one");
}
