// Takes the part of the kubelets of all nodes: runs each pod that the scheduler has put on one, and tells the API server how it goes.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ApiError } from "../client.js";
import type { Pod } from "../objects.js";
import { type Ground, type Lack, type RunningPod, startPod } from "./run.js";
import { now, statusOf, type Told } from "./status.js";

export interface Nodes {
  /** Pods that were started, and the most that ran at once. */
  counts(): { readonly started: number; readonly most: number };
  /** What the pods of a workflow wrote, in the order in which they started. */
  logs(workflow: string): Promise<string>;
  /** Forgets what they wrote. */
  forget(workflow: string): Promise<void>;
  /** Takes a pod's memory away. */
  starve(pod: string, lack: Lack): void;
  /** The pod's machine is gone, and with it who would tell. */
  lose(pod: string): void;
  close(): Promise<void>;
}

export interface NodesOptions {
  /** Where pods have their files. */
  readonly folder: string;
  /** The most pods that run at once; more wait, as where an image is being pulled. */
  readonly atOnce: number;
}

interface Known {
  pod: Pod;
  running?: RunningPod;
  over?: true;
  lost?: true;
}

/** Starts to run the pods of all namespaces that nodes have. */
export async function openNodes(ground: Ground, { folder, atOnce }: NodesOptions): Promise<Nodes> {
  const known = new Map<string, Known>();
  const waiting: Known[] = [];
  const logs: { readonly name: string; readonly workflow: string; readonly folder: string }[] = [];
  const living = new Set<Promise<void>>();
  const counts = { started: 0, most: 0 };
  let closed = false;

  const start = () => {
    while (!closed && waiting.length > 0 && living.size < atOnce) {
      const next = waiting.shift() as Known;
      const life = run(next)
        .catch((error: unknown) => broken(next.pod, error))
        .finally(() => {
          living.delete(life);
          start();
        });
      living.add(life);
      counts.most = Math.max(counts.most, living.size);
    }
  };
  const run = async (one: Known): Promise<void> => {
    const { metadata } = one.pod;
    if (metadata.deletionTimestamp !== undefined) return remove(one.pod);
    counts.started++;
    const own = join(folder, metadata.uid);
    const workflow = metadata.labels?.["workflows.argoproj.io/workflow"] ?? "";
    logs.push({ name: metadata.name, workflow, folder: own });
    one.running = startPod(ground, one.pod, own, (told) => tell(one.pod, told));
    await tell(one.pod, await one.running.over);
    one.over = true;
    if (one.pod.metadata.deletionTimestamp !== undefined) await remove(one.pod);
  };
  const tell = async (pod: Pod, told: Told): Promise<void> => {
    const { name, namespace, uid } = pod.metadata;
    if (closed || known.get(uid)?.lost) return;
    // Argo may have made another pod of the same name meanwhile: an object's uid never changes.
    const patch = { metadata: { uid }, status: statusOf(pod, told) };
    await ignoringGone(ground.client.patch("Pod", name, patch, "status", namespace));
  };
  const broken = (pod: Pod, error: unknown): Promise<void> => {
    if (closed) return Promise.resolve();
    console.error(`The pod ${pod.metadata.name}:`, error);
    const message = `The tests' node failed: ${(error as Error).message}`;
    return tell(pod, { state: "over", since: now(), exitCode: 128, saved: true, reason: "NodeFailed", message }).catch(
      console.error,
    );
  };
  /** The last word on a pod that is being deleted has its node. */
  const remove = ({ metadata }: Pod): Promise<void> =>
    closed
      ? Promise.resolve()
      : ground.client.delete("Pod", metadata.name, {
          namespace: metadata.namespace ?? "default",
          graceSeconds: 0,
          uid: metadata.uid,
        });

  const runningOf = (name: string): Known => {
    const found = [...known.values()].find(({ pod, over, running }) => pod.metadata.name === name && running && !over);
    if (found === undefined) throw new Error(`No pod ${name} runs.`);
    return found;
  };

  const pods = await ground.client.watch("Pod", { namespace: "default", fields: "spec.nodeName!=" }, (change, pod) => {
    const { uid, deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
    const one = known.get(uid);
    if (change === "deleted") {
      one?.running?.stop(0);
      known.delete(uid);
    } else if (one === undefined) {
      if (pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed") return;
      const made: Known = { pod };
      known.set(uid, made);
      waiting.push(made);
      start();
    } else {
      one.pod = pod;
      if (deletionTimestamp === undefined) return;
      if (one.over) remove(pod).catch((error: unknown) => broken(pod, error));
      else one.running?.stop(deletionGracePeriodSeconds ?? 30);
    }
  });
  return {
    counts: () => counts,
    logs: async (workflow) => {
      const own = logs.filter((log) => log.workflow === workflow);
      return (await Promise.all(own.map(async (log) => `--- ${log.name}\n${await written(log.folder)}`))).join("\n");
    },
    forget: async (workflow) => {
      const own = logs.filter((log) => log.workflow === workflow);
      for (const log of own) logs.splice(logs.indexOf(log), 1);
      await Promise.all(own.map((log) => rm(log.folder, { recursive: true, force: true })));
    },
    starve: (name, lack) => runningOf(name).running?.starve(lack),
    lose: (name) => {
      const one = runningOf(name);
      one.lost = true;
      one.running?.stop(0);
    },
    close: async () => {
      closed = true;
      pods.close();
      for (const { running } of known.values()) running?.stop(0);
      await Promise.all(living);
    },
  };
}

/** The end of what a pod wrote. */
async function written(folder: string): Promise<string> {
  const texts = await Promise.all(["stdout", "stderr"].map((name) => readFile(join(folder, name), "utf8").catch(() => "")));
  return texts.map((text) => text.slice(-4000)).join("");
}

async function ignoringGone(request: Promise<unknown>): Promise<void> {
  await request.catch((error: unknown) => {
    const isGone = error instanceof ApiError && (error.status === 404 || /uid/i.test(error.reason));
    if (!isGone) throw error;
  });
}
