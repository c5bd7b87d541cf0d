// What a node tells the API server of its pods.
import type { Pod } from "../objects.js";

/** Of a pod whose containers are made, run or have ended. */
export type Told =
  | { readonly state: "waiting"; readonly reason: string; readonly message: string }
  | { readonly state: "running"; readonly since: string }
  | Over;

export interface Over {
  readonly state: "over";
  readonly since: string;
  /** Of the main container, and of Argo's that saves its outputs. */
  readonly exitCode: number;
  readonly saved: boolean;
  /** Why the pod failed, where it is not the exit code. */
  readonly reason?: string;
  readonly message?: string;
  /** Why the main container ended, in the runtime's word, where it is not by itself. */
  readonly killedFor?: string;
}

/** In the form that the API has for times. */
export const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, "Z");

/** A pod's status, as a kubelet writes it. */
export function statusOf(pod: Pod, told: Told): object {
  const containers = (state: (name: string) => object, ready: boolean) =>
    pod.spec.containers.map(({ name, image }) => ({ name, image, imageID: "", ready, restartCount: 0, state: state(name) }));
  const addresses = { podIP: "127.0.0.1", hostIP: "127.0.0.1" };
  if (told.state === "waiting") {
    const { reason, message } = told;
    return {
      phase: "Pending",
      conditions: conditions("False"),
      containerStatuses: containers(() => ({ waiting: { reason, message } }), false),
    };
  }
  if (told.state === "running") {
    const states = containers(() => ({ running: { startedAt: told.since } }), true);
    return { phase: "Running", startTime: told.since, ...addresses, conditions: conditions("True"), containerStatuses: states };
  }
  const { since, reason, message } = told;
  const ended = (name: string) => {
    const exitCode = name === "wait" ? (told.saved ? 0 : 64) : told.exitCode;
    const word = exitCode === 0 ? "Completed" : name === "main" ? (told.killedFor ?? "Error") : "Error";
    return { terminated: { exitCode, reason: word, startedAt: since, finishedAt: now() } };
  };
  return {
    phase: reason === undefined && told.exitCode === 0 && told.saved ? "Succeeded" : "Failed",
    startTime: since,
    ...addresses,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    conditions: conditions("False"),
    containerStatuses: containers(ended, false),
  };
}

const conditions = (ready: "True" | "False"): readonly object[] => [
  { type: "PodScheduled", status: "True" },
  { type: "Initialized", status: "True" },
  { type: "Ready", status: ready },
];
