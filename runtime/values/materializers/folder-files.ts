// What is in a folder that a step returns, in path order. Links are followed inside it and refused where they lead out.
import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { valueError } from "../error.js";

export interface FolderFiles {
  readonly files: readonly FolderFile[];
  readonly emptyFolders: readonly string[];
}
export interface FolderFile {
  /** With `/`, relative to the folder. */
  readonly path: string;
  /** Where its bytes are. */
  readonly source: string;
  readonly mode: number;
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** All files below `root`, which is a real path. @throws ValueError on a link that leads out or round, and on devices and sockets. */
export async function filesOf(root: string, at: string): Promise<FolderFiles> {
  const files: FolderFile[] = [];
  const emptyFolders: string[] = [];

  const visit = async (folder: string, prefix: string, entered: readonly string[]): Promise<void> => {
    const names = await readdir(folder);
    if (names.length === 0 && prefix !== "") emptyFolders.push(prefix.slice(0, -1));
    for (const name of names) {
      const path = `${prefix}${name}`;
      const source = await realpath(join(folder, name)).catch((cause) => {
        throw valueError(at, `the link "${path}" in the folder leads nowhere`, cause);
      });
      if (!source.startsWith(root + sep) && source !== root) throw valueError(at, `the link "${path}" leads out of the folder`);
      const found = await stat(source);
      if (found.isFile()) files.push({ path, source, mode: found.mode });
      else if (!found.isDirectory()) throw valueError(at, `"${path}" in the folder is neither a file nor a folder`);
      else if (entered.includes(source)) throw valueError(at, `the link "${path}" leads to a folder that contains it`);
      else await visit(source, `${path}/`, [...entered, source]);
    }
  };

  await visit(root, "", [root]);
  return { files: files.sort((a, b) => byCodeUnits(a.path, b.path)), emptyFolders: emptyFolders.sort(byCodeUnits) };
}
