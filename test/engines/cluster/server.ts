// Starts the cluster's servers: each writes a log, and none outlives this process, however that ends.
import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClusterFiles, ClusterProgram } from "./install.js";

export interface Server {
  readonly name: string;
  readonly pid: number;
  /** Whether it still runs. */
  running(): boolean;
  /** The end of what it wrote since it was started. */
  log(): Promise<string>;
  /** Whether it has written a text since. */
  wrote(text: string): Promise<boolean>;
  /** Ends it; `hard`: at once, as a machine that fails. */
  stop(hard?: boolean): Promise<void>;
}

const patienceMs = 5_000;

/** Starts one server, whose log and working folder lie in `folder`. */
export const startServer = (
  files: ClusterFiles,
  folder: string,
  name: ClusterProgram,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Server> => startProgram(files.program("container"), folder, name, [files.program(name), ...words], environment);

/** The same for any command. `guard` is the program `container`, which keeps it from outliving this process. */
export async function startProgram(
  guard: string,
  folder: string,
  name: string,
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const file = join(folder, `${name}.log`);
  const log = await open(file, "a");
  const { size } = await log.stat();
  const child = spawn(guard, ["guard", `${process.pid}`, ...command], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...environment },
    stdio: ["ignore", log.fd, log.fd],
  });
  child.on("error", () => {}); // Shows as not running.
  await log.close();
  const written = async () => (await readFile(file)).subarray(size).toString();
  const running = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    name,
    pid: child.pid ?? 0,
    running,
    log: async () => (await written()).slice(-4000),
    wrote: async (text) => (await written()).includes(text),
    stop: async (hard = false) => {
      if (!running()) return;
      const ended = endOf(child);
      child.kill(hard ? "SIGKILL" : "SIGTERM");
      if (!hard && (await Promise.race([ended, sleep(patienceMs, "late", { ref: false })])) === "late") child.kill("SIGKILL");
      await ended;
    },
  };
}

const endOf = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once("exit", () => resolve()));

/** Asks again and again until there is an answer; fails with the servers' logs where one of them has ended, or it takes too long. */
export async function waitUntil(
  what: string,
  servers: readonly Server[],
  ask: () => Promise<boolean>,
  limitMs = 120_000,
): Promise<void> {
  const start = Date.now();
  while (!(await ask().catch(() => false))) {
    const dead = servers.find((server) => !server.running());
    if (dead || Date.now() - start > limitMs) {
      const said = await Promise.all(servers.map(async (server) => `--- ${server.name}\n${await server.log()}`));
      throw new Error(`${what} did not come up${dead ? `: ${dead.name} has ended` : ""}.\n${said.join("\n")}`);
    }
    await sleep(50);
  }
}
