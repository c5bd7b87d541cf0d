// Files on a branch of a Git repository, by the user's own git: its credentials, its hooks, its configuration. One commit per deployment.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import type { GitPlace } from "../../compiler/ir/index.js";
import { cliError, exit } from "../exit.js";
import { runGit } from "../git.js";
import { count } from "../words.js";
import { type FileChange, type FilePlace, movedError } from "./files.js";
import { folderPlace } from "./folder.js";

/** How often a push is tried when others push at the same time. */
const tries = 5;
/** Of a push. What the server itself rejects (`[remote rejected]`: a rule, a right that lacks) it rejects again. */
const othersCameFirst = /\[rejected\]|fetch first|non-fast-forward|cannot lock ref|failed to update ref|incorrect old value/i;

/** Fetches the branch into a folder of its own. */
export async function gitPlace({ git: url, branch = "main", path = "" }: GitPlace, cwd: string): Promise<FilePlace> {
  const clone = await mkdtemp(join(tmpdir(), "zenc-deploy-"));
  const close = () => rm(clone, { recursive: true, force: true, maxRetries: 3 });
  const name = `${url}, branch ${branch}${path === "" ? "" : `, folder ${path}`}`;
  const git = gitIn(clone, name);
  const fetch = async (): Promise<string | null> => {
    const heads = (await git("ls-remote", "--heads", "origin", `refs/heads/${branch}`)).trim();
    if (heads === "") return null;
    await git("fetch", "--quiet", "--depth", "1", "--no-tags", "origin", `refs/heads/${branch}`);
    const tip = (await git("rev-parse", "FETCH_HEAD")).trim();
    await git("checkout", "--quiet", "--force", "-B", "deploy", tip);
    return tip;
  };
  try {
    await git("init", "--quiet", "--initial-branch", "deploy");
    // A checkout on Windows would have other line ends than what was deployed.
    await git("config", "core.autocrlf", "false");
    await git("remote", "add", "origin", isFolder(url) ? join(cwd, url) : url);
    await fetch();
  } catch (error) {
    await close();
    throw error;
  }
  const folder = folderPlace(join(clone, path), name);
  return {
    ...folder,
    name,
    write: async (files) => {
      const before = await contentsOf(folder, files);
      for (let attempt = 1; ; attempt++) {
        await folder.write(files);
        const paths = files.map((file) => posix.join(path, file.path));
        await git("add", "--all", "--force", "--", ...paths);
        if ((await git("status", "--porcelain", "--untracked-files=no")).trim() === "") return;
        await git(...(await identity(git)), "commit", "--quiet", "--message", messageOf(files));
        const pushed = await gitTry(clone, ["push", "--quiet", "origin", `HEAD:refs/heads/${branch}`]);
        if (pushed.code === 0) return;
        if (attempt === tries || !othersCameFirst.test(pushed.stderr)) {
          throw gitError(name, "push", pushed.stderr);
        }
        await fetch();
        const now = await contentsOf(folder, files);
        const moved = files.find((_, at) => now[at] !== before[at]);
        if (moved) throw movedError(moved.path, name);
      }
    },
    close,
  };
}

const contentsOf = (place: FilePlace, files: readonly FileChange[]) => Promise.all(files.map(({ path }) => place.read(path)));

/** A relative path, and not `host:path` or a URL. */
const isFolder = (url: string): boolean => /^\.{1,2}(\/|$)/.test(url);

function messageOf(files: readonly FileChange[]): string {
  const gone = files.filter(({ text }) => text === null).length;
  const names = files.map(({ path, text }) => `${text === null ? "-" : "+"} ${path}`);
  const parts = [...(files.length > gone ? [count(files.length - gone, "file")] : []), ...(gone > 0 ? [`${gone} removed`] : [])];
  return `zenc deploy: ${parts.join(", ")}\n\n${names.join("\n")}\n`;
}

type Git = (...words: readonly string[]) => Promise<string>;

/** Machines that nobody has told who they are, as in CI, commit as zenc. */
async function identity(git: Git): Promise<readonly string[]> {
  const known = await git("config", "--default", "", "user.email");
  const given = process.env.GIT_AUTHOR_EMAIL && process.env.GIT_COMMITTER_EMAIL;
  return known.trim() !== "" || given ? [] : ["-c", "user.name=zenc deploy", "-c", "user.email=zenc@localhost"];
}

const gitIn =
  (folder: string, name: string): Git =>
  async (...words) => {
    const { code, stdout, stderr } = await gitTry(folder, words);
    if (code === 0) return stdout;
    throw gitError(name, words.find((word) => /^[a-z]/.test(word) && !word.includes("=")) ?? "", stderr);
  };

/** Its last words, and before them those of the server, which has the reason. */
function gitError(name: string, command: string, said: string): Error {
  const lines = said.trim().split("\n");
  const ofServer = lines.slice(0, -3).filter((line) => /^remote: *\S/.test(line));
  const words = [...ofServer.slice(-3), ...lines.slice(-3)].map((line) => line.trim());
  return cliError(`git ${command} failed for ${name}: ${words.join(" ")}`, { exitCode: exit.engine });
}

const missing = () => cliError("To deploy to a Git branch zenc needs git on the PATH.", { exitCode: exit.engine });

const gitTry = (cwd: string, words: readonly string[]) => runGit(cwd, words, {}, { mayFail: true, missing });
