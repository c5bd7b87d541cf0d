// zenc as its users get it: packed from a clean copy of the checkout, as `npm publish` would.
import { cp, mkdtemp, readdir, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { output } from "./command.js";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const left = new Set(["node_modules", ".git", ".cache", ".zenc", "dist", "templates", "bench", "test"]);

export interface Packed {
  /** A temporary folder; whoever asked for the package removes it. */
  readonly folder: string;
  /** The tarball's path. */
  readonly tarball: string;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

/** Packs zenc: the build of `prepack` and all. */
export async function pack(): Promise<Packed> {
  const folder = await mkdtemp(join(tmpdir(), "zenc-pack-"));
  const checkout = join(folder, "checkout");
  await cp(root, checkout, { recursive: true, filter: (path) => !left.has(relative(root, path)) });
  await symlink(join(root, "node_modules"), join(checkout, "node_modules"));
  const args = ["pack", "--json", "--pack-destination", folder];
  const printed = await output("npm", args, { cwd: checkout }).catch(async (error) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  const [{ filename, files }] = JSON.parse(printed.slice(printed.indexOf("[\n")));
  return { folder, tarball: join(folder, filename), files };
}

/** Bytes on disk below a folder. */
export async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
