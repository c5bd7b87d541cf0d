// The user's own git: its credentials and its configuration. It never asks, what it would ask for is an error.
import { spawn } from "node:child_process";
import { cliError } from "./exit.js";

export interface GitEnded {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitOptions {
  readonly mayFail?: boolean;
  /** The error where git is missing. */
  readonly missing?: () => Error;
}

/** @throws CliError where git is missing, or fails and must not. */
export async function runGit(
  cwd: string,
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
  { mayFail = false, missing = () => cliError("This needs git on the PATH.") }: GitOptions = {},
): Promise<GitEnded> {
  const ended = await spawnGit(cwd, words, more, missing);
  if (ended.code === 0 || mayFail) return ended;
  throw cliError(`git ${words[0]} failed: ${ended.stderr.trim().split("\n").slice(-3).join(" ")}`);
}

function spawnGit(
  cwd: string,
  words: readonly string[],
  more: Readonly<Record<string, string>>,
  missing: () => Error,
): Promise<GitEnded> {
  return new Promise((resolve, reject) => {
    // Of a hook of git's that runs zenc: they name that repository, and not the one of `cwd`.
    const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, GIT_PREFIX: ____, ...environment } = process.env;
    const child = spawn("git", words, {
      cwd,
      env: { ...environment, GIT_TERMINAL_PROMPT: "0", LC_ALL: "C", ...more },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk) => void out.push(chunk));
    child.stderr.on("data", (chunk) => void errors.push(chunk));
    child.on("error", () => reject(missing()));
    child.on("close", (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(errors).toString() }),
    );
  });
}
