// Values of several files (folders, models): each file an object of its own, a manifest object that names them.
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ArtifactObject, Manifest, Materializer } from "../contract/codec.js";
import type { Store } from "../contract/store.js";
import { valueError } from "./error.js";
import { allOf, limitOf } from "./limit.js";
import { readStream, readText, writeJsonText } from "./object.js";

/** Files copied at the same time. */
export const fileConcurrency = 8;

/** Stores a manifest; its files come in path order and are stored already. */
export function writeManifest(store: Store, materializer: Materializer, manifest: Manifest): Promise<ArtifactObject> {
  return writeJsonText(store, materializer, JSON.stringify(manifest));
}

/** Reads a manifest. @throws ValueError where it is missing, damaged, or names a path outside its folder. */
export async function readManifest(store: Store, artifact: ArtifactObject, at: string): Promise<Manifest> {
  const manifest = JSON.parse(await readText(store, artifact, at)) as Manifest;
  for (const path of [...manifest.files.map((file) => file.path), ...(manifest.emptyFolders ?? [])]) {
    const parts = path.split("/");
    if (parts.some((part) => part === "" || part === "." || part === "..") || path.includes("\0")) {
      throw valueError(at, `its manifest names the path ${JSON.stringify(path)}, which leaves its folder`);
    }
  }
  return manifest;
}

/** Writes all files of a manifest into a folder, which is made. */
export async function unpackManifest(store: Store, manifest: Manifest, folder: string, at: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const path of manifest.emptyFolders ?? []) await mkdir(join(folder, path), { recursive: true });
  const limit = limitOf(fileConcurrency);
  await allOf(
    manifest.files.map((file) =>
      limit(async () => {
        const path = join(folder, file.path);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, readStream(store, file, `${at}/${file.path}`));
        if (file.executable) await chmod(path, 0o755);
      }),
    ),
  );
}
