// Runs a workflow file with act, on this machine itself, and reads from its log what GitHub's page would show.
import { execFile, spawn } from "node:child_process";
import { copyFile, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { stepProcess } from "../../conformance/shape.js";
import { doubles } from "./doubles.js";
import type { GithubTools } from "./install.js";

const execute = promisify(execFile);

export interface ActJob {
  /** Relative to the repository's root. */
  readonly path: string;
  readonly text: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** What starts it; on a schedule nobody gives inputs. Default: workflow_dispatch. */
  readonly event?: "workflow_dispatch" | "schedule";
  /** Of the run, as GitHub gives it. Default 1. */
  readonly run?: string;
  /** Of that run. Default 1. */
  readonly attempt?: number;
  /** Where its artifacts are kept. Default: they are gone with it. */
  readonly kept?: string;
  /** Folders that are copied into the repository, by their path there. */
  readonly folders?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

export interface ActRun {
  readonly status: "succeeded" | "failed";
  /** Outcomes of steps, by `job`, the item of its matrix, and the step's id; and of whole jobs. */
  readonly steps: readonly ActStep[];
  readonly jobs: ReadonlyMap<string, string>;
  /** What it wrote. */
  readonly log: string;
  readonly lines: readonly ActLine[];
}

export interface ActStep {
  readonly job: string;
  readonly item: string | undefined;
  readonly id: string;
  readonly outcome: string;
}

/** A line of act's log. */
export interface ActLine {
  readonly jobID?: string;
  readonly matrix?: Readonly<Record<string, unknown>>;
  readonly stepID?: readonly string[];
  readonly stepResult?: string;
  readonly jobResult?: string;
  readonly msg?: string;
  readonly level?: string;
  readonly raw_output?: boolean;
  readonly command?: string;
  /** Of a command that was written, the line. */
  readonly raw?: string;
}

/** Runs with its own repository, home and caches. */
export async function runWithAct({ act }: GithubTools, job: ActJob): Promise<ActRun> {
  const folder = await mkdtemp(join(tmpdir(), "zenc-act-"));
  try {
    const repository = join(folder, "repository");
    const home = join(folder, "home");
    const file = join(repository, job.path);
    await Promise.all([mkdir(dirname(file), { recursive: true }), mkdir(home, { recursive: true })]);
    await writeFile(file, job.text);
    await copyFile(stepProcess, join(repository, "zenc-step.mjs"));
    for (const [path, from] of Object.entries(job.folders ?? {})) {
      await cp(from, join(repository, path), { recursive: true });
    }
    await git(repository);
    for (const name of ["env", "secrets", "vars", "inputs"]) await writeFile(join(folder, name), "");
    // As GitHub's own event has them: words of a command line could not hold every text.
    const event = join(folder, "event.json");
    await writeFile(event, JSON.stringify(job.event === "schedule" ? { schedule: "0 3 * * *" } : { inputs: job.inputs }));
    const lists = { "--var": job.variables ?? {}, "--secret": job.secrets ?? {} };
    const given = Object.entries(lists).flatMap(([flag, values]) =>
      Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]),
    );
    const labels = [
      ...new Set([...job.text.matchAll(/^ {4}runs-on: (.*)$/gm)].flatMap(([, text = ""]) => text.match(/[\w.:-]+/g) ?? [])),
    ];
    const words = [
      ...[
        job.event ?? "workflow_dispatch",
        "-e",
        event,
        "-W",
        file,
        "-C",
        repository,
        "--json",
        "--action-offline-mode",
        "--no-cache-server",
        "--rm",
      ],
      ...["--concurrent-jobs", "4", "--env-file", join(folder, "env"), "--secret-file", join(folder, "secrets")],
      ...["--var-file", join(folder, "vars"), "--input-file", join(folder, "inputs")],
      ...["--env", `GITHUB_RUN_ID=${job.run ?? "1"}`],
      ...labels.flatMap((label) => ["-P", `${label}=-self-hosted`]),
      ...doubles,
      ...["--env", `ZENC_DOUBLES=${job.kept ?? folder}`, "--env", `GITHUB_RUN_ATTEMPT=${job.attempt ?? 1}`],
      ...given,
    ];
    // npm finds its registry where it does for this process.
    const npm = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^npm_config_/i.test(name)));
    const env = {
      ...npm,
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      HOME: home,
      XDG_CACHE_HOME: join(home, "cache"),
    };
    const { code, text } = await collected(act, words, env);
    return read(code, text);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** act wants a commit and where it came from. */
async function git(folder: string): Promise<void> {
  const words = ["-c", "user.name=zenc", "-c", "user.email=zenc@example.com"];
  await execute("git", ["init", "-q", "-b", "main"], { cwd: folder });
  await execute("git", ["remote", "add", "origin", "https://github.com/example/example.git"], { cwd: folder });
  await execute("git", [...words, "commit", "-q", "--allow-empty", "-m", "test"], { cwd: folder });
}

/** Runs a program; what it wrote on either stream, in its order. */
export function collected(
  command: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { env, stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, text: Buffer.concat(chunks).toString("utf8") }));
  });
}

function read(code: number, log: string): ActRun {
  const lines = log.split("\n").flatMap((line): ActLine[] => {
    if (!line.startsWith("{")) return [];
    try {
      return [JSON.parse(line) as ActLine];
    } catch {
      return [];
    }
  });
  const steps = lines.flatMap(({ jobID, matrix, stepID, stepResult }): ActStep[] =>
    jobID === undefined || stepResult === undefined
      ? []
      : [
          {
            job: jobID,
            item: matrix?.item === undefined ? undefined : String(matrix.item),
            id: stepID?.[0] ?? "",
            outcome: stepResult,
          },
        ],
  );
  const jobs = new Map<string, string>();
  const seen = new Set<string>();
  for (const { jobID, jobResult } of lines) {
    if (jobID === undefined) continue;
    seen.add(jobID);
    if (jobResult !== undefined) jobs.set(jobID, jobResult);
  }
  const lost = [...seen].filter(
    (id) => !jobs.has(id) && lines.some(({ jobID, msg }) => jobID === id && msg?.includes("unsupported platform")),
  );
  if (lost.length > 0 || seen.size === 0)
    throw new Error(`act has not run ${lost.join(", ") || "anything"}:\n${log.slice(-4000)}`);
  return { status: code === 0 ? "succeeded" : "failed", steps, jobs, log, lines };
}
