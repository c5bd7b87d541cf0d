// LocalPath: a file as it is, a folder as a manifest. Names of single files are not kept, only their extensions: temporary
// names would else make equal content differ.
import { chmod, mkdtemp, realpath, stat, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { ArtifactObject } from "../../contract/codec.js";
import type { MaterializerPart, ValueContext } from "../context.js";
import { describe, valueError } from "../error.js";
import { allOf, limitOf } from "../limit.js";
import { fileConcurrency, readManifest, unpackManifest, writeManifest } from "../manifest.js";
import { readStream, writeFileObject } from "../object.js";
import { filesOf } from "./folder-files.js";

const isExecutable = (mode: number): boolean => (mode & 0o111) !== 0;

export const path: MaterializerPart = {
  async write(value, context, at) {
    if (typeof value !== "string") throw valueError(at, `expected a LocalPath, got ${describe(value)}`);
    const root = await realpath(value).catch((cause) => {
      throw valueError(at, `there is no file or folder "${value}"`, cause);
    });
    const found = await stat(root);
    if (found.isDirectory()) return writeFolder(root, context, at);
    if (!found.isFile()) throw valueError(at, `"${value}" is neither a file nor a folder`);
    const stored = await writeFileObject(context.store, root);
    const extension = extname(value);
    const file = isExecutable(found.mode) ? ({ extension, executable: true } as const) : { extension };
    return { kind: "object", materializer: "path", ...stored, file };
  },

  async read(artifact, { store, scratch }, at) {
    const folder = await mkdtemp(join(scratch, "path-"));
    if (artifact.file === undefined) {
      await unpackManifest(store, await readManifest(store, artifact, at), folder, at);
      return folder;
    }
    const target = join(folder, `file${artifact.file.extension}`);
    await writeFile(target, readStream(store, artifact, at));
    if (artifact.file.executable) await chmod(target, 0o755);
    return target;
  },
};

async function writeFolder(root: string, { store }: ValueContext, at: string): Promise<ArtifactObject> {
  const { files, emptyFolders } = await filesOf(root, at);
  const limit = limitOf(fileConcurrency);
  const stored = await allOf(
    files.map((file) =>
      limit(async () => {
        const object = await writeFileObject(store, file.source);
        return { path: file.path, ...object, ...(isExecutable(file.mode) ? { executable: true as const } : {}) };
      }),
    ),
  );
  return writeManifest(store, "path", { files: stored, ...(emptyFolders.length === 0 ? {} : { emptyFolders }) });
}
