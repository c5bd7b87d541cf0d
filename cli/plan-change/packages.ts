// Packages for a tree of an earlier commit: those that are installed now where the lock says the same, else those of its own lock. A package
// of the repository itself (a workspace) is the tree's.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, realpath, symlink } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { promisify } from "node:util";

const npmLocks = ["package-lock.json", "npm-shrinkwrap.json"];
const locks = [...npmLocks, "pnpm-lock.yaml", "yarn.lock", "bun.lock", "bun.lockb"];

/** @returns the names of lock files that differ though the packages are those of now. */
export async function bringPackages(
  root: string,
  tree: string,
  cwd: string,
  note: (text: string) => void,
): Promise<readonly string[]> {
  const differing: string[] = [];
  const installed = new Set<string>();
  for (const folder of foldersAbove(cwd)) {
    const other = await differingLock(root, tree, folder);
    if (other === null) continue;
    const path = join(folder, other);
    if (npmLocks.includes(other)) {
      note(`${path} was another: installing its packages`);
      if (await installPackages(join(tree, folder), note)) {
        installed.add(folder);
        continue;
      }
    }
    differing.push(path);
  }
  const queue = foldersAbove(cwd).filter((folder) => !installed.has(folder));
  const seen = new Set<string>();
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    queue.push(...(await linkPackages(root, tree, folder)));
  }
  return differing;
}

/** `a/b` → `a/b`, `a` and the root. */
function foldersAbove(cwd: string): string[] {
  const parts = cwd.split(sep).filter((part) => part !== "");
  return parts.map((_, at) => parts.slice(0, parts.length - at).join(sep)).concat("");
}

async function differingLock(root: string, tree: string, folder: string): Promise<string | null> {
  for (const name of locks) {
    const [now, then] = await Promise.all([root, tree].map((top) => readFile(join(top, folder, name)).catch(() => null)));
    // A commit from before there was a lock has no packages of its own to ask for.
    if (now && then && !now.equals(then)) return name;
  }
  return null;
}

async function installPackages(folder: string, note: (text: string) => void): Promise<boolean> {
  try {
    const windows = process.platform === "win32";
    const words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    await promisify(execFile)(windows ? "npm.cmd" : "npm", words, { cwd: folder, shell: windows, maxBuffer: 1 << 26 });
    return true;
  } catch (error) {
    note(`npm ci failed there: ${(error as Error).message.split("\n").slice(1, 3).join(" ")}`);
    return false;
  }
}

/** @returns folders of the repository's own packages, whose packages are to be brought too. */
async function linkPackages(root: string, tree: string, folder: string): Promise<readonly string[]> {
  const from = join(root, folder, "node_modules");
  const to = join(tree, folder, "node_modules");
  if (!existsSync(from) || existsSync(to) || !existsSync(dirname(to))) return [];
  const own: string[] = [];
  for (const name of await packagesIn(from)) {
    const real = await realpath(join(from, name)).catch(() => null);
    if (real === null) continue;
    const path = relative(root, real);
    const isOwn = !path.startsWith("..") && !path.split(sep).includes("node_modules");
    if (isOwn) own.push(path);
    await mkdir(dirname(join(to, name)), { recursive: true });
    await symlink(isOwn ? join(tree, path) : real, join(to, name), "junction");
  }
  return own;
}

async function packagesIn(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith("."));
  const scoped = await Promise.all(
    names.map(async (name) =>
      name.startsWith("@") ? (await readdir(join(folder, name))).map((inner) => join(name, inner)) : [name],
    ),
  );
  return scoped.flat();
}
