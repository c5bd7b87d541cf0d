// The files of a commit as they were, in a folder of their own, without a trace in the repository: neither its index nor its list of work trees
// changes, and no hook runs.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { cliError } from "../exit.js";
import { runGit } from "../git.js";
import { bringPackages } from "./packages.js";

export interface Tree {
  /** The folder that is to the tree what the working directory is to the repository. */
  readonly cwd: string;
  readonly commit: string;
  /** Names of lock files that differ though the packages are those of now. */
  readonly packages: readonly string[];
  /** Files of the tree that are not in the repository now, relative to `cwd`. */
  readonly gone: readonly string[];
  remove(): Promise<void>;
}

/** @param name a commit as git knows it: `main`, `HEAD^1` */
export async function treeOf(cwd: string, name: string, note: (text: string) => void): Promise<Tree> {
  const here = await realpath(cwd);
  const root = await realpath(await topOf(here));
  const commit = await commitOf(root, name);
  const folder = await mkdtemp(join(await realpath(tmpdir()), "zenc-since-"));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const tree = join(folder, "tree");
    const environment = { GIT_INDEX_FILE: join(folder, "index"), GIT_LFS_SKIP_SMUDGE: "1" };
    await runGit(root, ["read-tree", commit], environment);
    await runGit(root, ["checkout-index", "--all", "--quiet", `--prefix=${tree}/`], environment);
    // Here the search for zenc.yaml ends.
    await mkdir(join(tree, ".git"), { recursive: true });
    const inTree = join(tree, relative(root, here));
    await mkdir(inTree, { recursive: true });
    const packages = await bringPackages(root, tree, relative(root, here), note);
    const gone = await goneFiles(root, here, commit, inTree);
    return { cwd: inTree, commit, packages, gone, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function topOf(cwd: string): Promise<string> {
  const { code, stdout } = await runGit(cwd, ["rev-parse", "--show-toplevel"], {}, { mayFail: true });
  if (code === 0) return stdout.replace(/\n$/, "");
  throw cliError("--since compares with a commit, and this folder is in no Git repository.");
}

async function commitOf(root: string, name: string): Promise<string> {
  const { code, stdout } = await runGit(
    root,
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`],
    {},
    { mayFail: true },
  );
  if (code === 0) return stdout.trim();
  throw cliError(`The repository has no commit "${name}".`, {
    help: "In CI it must be fetched: actions/checkout with fetch-depth: 2 for HEAD^1.",
  });
}

/** Source files that the commit has and the repository has no more, and that speak of a pipeline. */
async function goneFiles(root: string, here: string, commit: string, inTree: string): Promise<readonly string[]> {
  const words = ["diff", "--name-only", "--no-renames", "--diff-filter=D", "-z", commit, "--", "*.ts", "*.mts", "*.tsx"];
  const { stdout } = await runGit(root, words);
  const paths = stdout.split("\0").filter((path) => path !== "" && !/(^|\/)node_modules\//.test(path));
  const gone: string[] = [];
  for (const path of paths.map((one) => relative(here, join(root, one)))) {
    const file = join(inTree, path);
    if (existsSync(file) && /\bpipeline\s*\(/.test(await readFile(file, "utf8"))) gone.push(path.replaceAll("\\", "/"));
  }
  return gone.sort();
}
