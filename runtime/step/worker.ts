// The inside of a warm worker: takes requests from its supervisor, one at a time, and answers with events and the outcome.
import { exitCode } from "../contract/index.js";
import { signalDescendants, signalGroup } from "./children.js";
import { runTask } from "./run-task.js";
import { createSession } from "./session.js";
import type { TaskEvent, TaskOutcome, TaskRequest } from "./task.js";

/** What a worker sends. */
export type WorkerMessage =
  | { readonly kind: "event"; readonly event: TaskEvent }
  | { readonly kind: "outcome"; readonly outcome: TaskOutcome };

/** Serves requests until the supervisor ends it, or is gone. */
export function serve(): void {
  const session = createSession();
  const stop = new AbortController();
  // A step may take over `process.send`, but not this one. After the supervisor's end nobody listens.
  const sendMessage = process.send?.bind(process);
  const send = (message: WorkerMessage, done?: () => void) => {
    if (process.connected) sendMessage?.(message, undefined, {}, () => done?.());
    else done?.();
  };
  const { exit } = process;
  let running = false;
  process.on("SIGTERM", () => {
    stop.abort();
    signalDescendants("SIGTERM");
    if (!running) exit.call(process, exitCode.terminated);
  });
  process.on("disconnect", () => {
    // Its own group, which it leads: nothing that a step has started outlives the engine.
    signalGroup(process.pid, "SIGKILL");
    exit.call(process, exitCode.terminated);
  });
  process.on("message", (request: TaskRequest) => {
    running = true;
    const onEvent = (event: TaskEvent) => send({ kind: "event", event });
    runTask(request, { session, signal: stop.signal, onEvent }).then((outcome) => {
      running = false;
      send({ kind: "outcome", outcome }, () => {
        if (stop.signal.aborted) exit.call(process, exitCode.terminated);
      });
    });
  });
}
