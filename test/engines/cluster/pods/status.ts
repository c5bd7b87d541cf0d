// What a node tells the API server of its pods.
import type { Condition, Container, Pod } from "../objects.js";

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
  /** What the main container has left in its termination message. */
  readonly said?: string;
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
  const main = mainOf(pod);
  const addresses = { podIP: "127.0.0.1", hostIP: "127.0.0.1" };
  if (told.state === "waiting") {
    const { reason, message } = told;
    return {
      phase: "Pending",
      conditions: conditions(pod, "False"),
      containerStatuses: containers(() => ({ waiting: { reason, message } }), false),
    };
  }
  if (told.state === "running") {
    const states = containers(() => ({ running: { startedAt: told.since } }), true);
    return {
      phase: "Running",
      startTime: told.since,
      ...addresses,
      conditions: conditions(pod, "True"),
      containerStatuses: states,
    };
  }
  const { since, reason, message } = told;
  const ended = (name: string) => {
    const exitCode = name === "wait" ? (told.saved ? 0 : 64) : told.exitCode;
    const said = name === main.name && told.said !== undefined ? { message: told.said } : {};
    const word = exitCode === 0 ? "Completed" : name === main.name ? (told.killedFor ?? "Error") : "Error";
    return { terminated: { exitCode, reason: word, ...said, startedAt: since, finishedAt: now() } };
  };
  return {
    phase: reason === undefined && told.exitCode === 0 && told.saved ? "Succeeded" : "Failed",
    startTime: since,
    ...addresses,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    conditions: conditions(pod, "False"),
    containerStatuses: containers(ended, false),
  };
}

/** The container of the author's command. */
export const mainOf = ({ spec }: Pod): Container =>
  spec.containers.find(({ name }) => name === "main") ?? (spec.containers[0] as Container);

/** Those that others have set stay: that it is disrupted, say. */
function conditions({ status }: Pod, ready: "True" | "False"): readonly object[] {
  const own: readonly Condition[] = [
    { type: "PodScheduled", status: "True" },
    { type: "Initialized", status: "True" },
    { type: "Ready", status: ready },
  ];
  const others = (status?.conditions ?? []).filter(({ type }) => !own.some((one) => one.type === type));
  return [...own, ...others];
}
