// Runs a repository's own workflow with act on this machine, as GitHub would for an event. What is GitHub's own (artifacts, code scanning,
// comments) is played by doubles.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { collected } from "../github/act.js";
import { doubles } from "../github/doubles.js";

const here = fileURLToPath(new URL(".", import.meta.url));

export interface ActEvent {
  readonly name: "pull_request" | "merge_group" | "push";
  readonly payload: object;
  /** The work tree: what is checked out. */
  readonly repository: string;
  /** Where the doubles keep things. */
  readonly kept: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
}

export interface ActEnded {
  readonly code: number;
  /** What became of each job that ran. */
  readonly jobs: Readonly<Record<string, string>>;
  readonly log: string;
}

export async function runEvent(act: string, event: ActEvent): Promise<ActEnded> {
  const folder = await mkdtemp(join(tmpdir(), "zenc-act-"));
  try {
    await mkdir(event.kept, { recursive: true });
    const payload = join(folder, "event.json");
    await writeFile(payload, JSON.stringify(event.payload));
    for (const name of ["env", "secrets", "vars", "inputs"]) await writeFile(join(folder, name), "");
    const path = `${join(here, "bin")}:${dirname(process.execPath)}:${process.env.PATH}`;
    const given = (flag: string, values: Readonly<Record<string, string>>) =>
      Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
    const words = [
      ...[event.name, "-C", event.repository, "-W", ".github/workflows/zenc.yml", "--eventpath", payload, "--json", "--rm"],
      ...["--action-offline-mode", "--no-cache-server", "--concurrent-jobs", "2", "-P", "ubuntu-24.04=-self-hosted"],
      ...["--env-file", join(folder, "env"), "--secret-file", join(folder, "secrets"), "--var-file", join(folder, "vars")],
      ...["--input-file", join(folder, "inputs")],
      ...doubles,
      ...given("--env", {
        PATH: path,
        ZENC_DOUBLES: event.kept,
        npm_config_cache: process.env.npm_config_cache ?? join(homedir(), ".npm"),
        ...event.environment,
      }),
      ...given("--secret", { GITHUB_TOKEN: "token", ...event.secrets }),
    ];
    // npm finds its registry where it does for this process.
    const npm = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^npm_config_/i.test(name)));
    const env = {
      ...npm,
      PATH: path,
      HOME: homedir(),
      XDG_CACHE_HOME: join(folder, "cache"),
      XDG_CONFIG_HOME: join(folder, "config"),
    };
    const { code, text } = await collected(act, words, env);
    return read(code, text);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function read(code: number, log: string): ActEnded {
  const jobs: Record<string, string> = {};
  for (const line of log.split("\n").filter((text) => text.startsWith("{"))) {
    const { jobID, jobResult } = JSON.parse(line) as { readonly jobID?: string; readonly jobResult?: string };
    if (jobID !== undefined) jobs[jobID] = jobResult ?? jobs[jobID] ?? "seen";
  }
  // A runner that act does not know it passes over, and ends well.
  const lost = Object.entries(jobs).filter(([, result]) => result === "seen");
  if (lost.length > 0 || Object.keys(jobs).length === 0)
    throw new Error(`act has not run ${JSON.stringify(lost)}:\n${log.slice(-4000)}`);
  return { code, jobs, log };
}
