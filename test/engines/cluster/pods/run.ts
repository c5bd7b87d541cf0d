// Runs one pod on this machine, to its end.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "../client.js";
import type { ClusterFiles } from "../install.js";
import type { Container, Pod } from "../objects.js";
import { type ArgoPod, argoPodOf, keptName, report } from "./argo.js";
import { type Environment, environmentOf, expand } from "./environment.js";
import { now, type Over, type Told } from "./status.js";
import { type Mount, mountsOf } from "./volumes.js";

/** What all pods of a cluster find. */
export interface Ground {
  readonly client: Client;
  readonly files: ClusterFiles;
  /** Instead of what an image would hold: files of this machine, and variables. */
  readonly image: Image;
  /** Folders of this machine that pods share with it, and with one another. */
  readonly shared: () => readonly string[];
}

export interface Image {
  readonly files: readonly Mount[];
  readonly environment: Environment;
}

export interface RunningPod {
  /** Asks its processes to end, and kills them when the grace has passed. */
  stop(graceSeconds: number): void;
  /** Kills it because memory has run out. */
  starve(lack: Lack): void;
  /** How it ended. */
  readonly over: Promise<Over>;
}

/** Whose memory is used up: the machine's, so that its kubelet evicts pods; or what the container may have. */
export type Lack = "machine" | "container";

/** Short pods are never seen running, as with a kubelet: that costs the API server less. */
const seenRunningAfterMs = 300;

/** Starts a pod whose files lie in `folder`; `tell` is told what becomes of it, but for its end. */
export function startPod(ground: Ground, pod: Pod, folder: string, tell: (told: Told) => Promise<void>): RunningPod {
  const stopping = new AbortController();
  let graceSeconds = 30;
  let lack: Lack | undefined;
  const stop = (seconds: number) => {
    graceSeconds = seconds;
    stopping.abort();
  };
  const starve = (of: Lack) => {
    lack = of;
    stop(0);
  };
  const asked = { signal: stopping.signal, graceSeconds: () => graceSeconds, lack: () => lack };
  return { stop, starve, over: live(ground, pod, folder, tell, asked) };
}

interface Stop {
  readonly signal: AbortSignal;
  readonly graceSeconds: () => number;
  readonly lack: () => Lack | undefined;
}

async function live(ground: Ground, pod: Pod, folder: string, tell: (told: Told) => Promise<void>, stop: Stop): Promise<Over> {
  const since = now();
  const main = pod.spec.containers.find(({ name }) => name === "main") ?? (pod.spec.containers[0] as Container);
  let argo: ArgoPod | undefined;
  try {
    argo = await argoPodOf(ground.client, pod, main);
    await writeSpec(ground, pod, main, argo, folder);
  } catch (error) {
    await tell({ state: "waiting", reason: "CreateContainerConfigError", message: (error as Error).message });
    await stopped(stop.signal);
    return { state: "over", since, exitCode: 137, saved: true };
  }
  const { exitCode, late } = await runContainer(ground, pod, folder, stop, () => tell({ state: "running", since }));
  // As a kubelet and the kernel say it.
  if (stop.lack() === "machine") return { state: "over", since, exitCode: 137, saved: false, ...evicted };
  if (stop.lack() === "container") return { state: "over", since, exitCode: 137, saved: true, killedFor: "OOMKilled" };
  // Argo's own containers are killed with the pod.
  if (stop.signal.aborted && stop.graceSeconds() === 0) return { state: "over", since, exitCode, saved: false };
  const missing = argo && (await report(ground.client, pod, argo, folder));
  await rm(join(folder, "volumes"), { recursive: true, force: true });
  return {
    state: "over",
    since,
    exitCode,
    saved: missing === undefined,
    ...(late ? { reason: "DeadlineExceeded", message: "Pod was active on the node longer than the specified deadline" } : {}),
  };
}

const evicted = {
  reason: "Evicted",
  message: "The node was low on resource: memory. Threshold quantity: 100Mi, available: 3Mi. ",
} as const;

const stopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** For the program `container`, which makes the container. */
async function writeSpec(ground: Ground, pod: Pod, main: Container, argo: ArgoPod | undefined, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const own = await environmentOf(ground.client, pod, main);
  const environment = {
    PATH: process.env.PATH ?? "",
    HOME: "/",
    HOSTNAME: pod.metadata.name,
    ...ground.image.environment,
    ...own,
  };
  const volumes = await mountsOf(ground.client, pod, main, folder);
  const shared = ground.shared().map((path) => ({ from: path, at: path }));
  const command = argo?.command ?? [...(main.command ?? []), ...(main.args ?? [])];
  const spec = {
    folder,
    readOnly: main.securityContext?.readOnlyRootFilesystem ?? false,
    mounts: [...ground.image.files, ...volumes, ...shared],
    outputs: (argo?.files ?? []).map(({ path }, index) => ({ at: path, name: keptName(index) })),
    workingFolder: main.workingDir ?? "/",
    environment: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    command: command.map((word) => expand(word, own)),
  };
  await writeFile(join(folder, "spec.json"), JSON.stringify(spec));
}

async function runContainer(
  { files }: Ground,
  pod: Pod,
  folder: string,
  stop: Stop,
  seenRunning: () => Promise<void>,
): Promise<{ readonly exitCode: number; readonly late: boolean }> {
  const [out, errors] = await Promise.all(["stdout", "stderr"].map((name) => open(join(folder, name), "a")));
  const words = ["run", `${process.pid}`, join(folder, "spec.json")];
  const child = spawn(files.program("container"), words, { stdio: ["ignore", out?.fd, errors?.fd], cwd: "/", env: {} });
  const ended = endOf(child); // Before anything is awaited: it may be short.
  await Promise.all([out?.close(), errors?.close()]);
  let late = false;
  let telling: Promise<void> | undefined;
  const seen = setTimeout(() => {
    telling = seenRunning();
  }, seenRunningAfterMs);
  const deadlineSeconds = pod.spec.activeDeadlineSeconds;
  const deadline =
    deadlineSeconds === undefined
      ? undefined
      : setTimeout(() => {
          late = true;
          void end(child, ended, pod.spec.terminationGracePeriodSeconds ?? 30);
        }, deadlineSeconds * 1000);
  const onStop = () => void end(child, ended, stop.graceSeconds());
  if (stop.signal.aborted) onStop();
  else stop.signal.addEventListener("abort", onStop, { once: true });
  const exitCode = await ended;
  clearTimeout(seen);
  clearTimeout(deadline);
  await telling;
  return { exitCode, late };
}

async function end(child: ChildProcess, ended: Promise<number>, graceSeconds: number): Promise<void> {
  child.kill("SIGTERM");
  const patience = sleep(graceSeconds * 1000, "late", { ref: false });
  if ((await Promise.race([ended, patience])) === "late") child.kill("SIGKILL");
}

const endOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.once("error", () => resolve(128)); // As a container runtime that cannot start it.
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGTERM" ? 143 : 137)));
  });
