// Runs tasks in a process of its own, kept warm between them; enforces timeouts and records crashes from outside.
import type { ChildProcess } from "node:child_process";
import { type AcceleratorRecord, exitCode } from "../contract/index.js";
import { signalGroup } from "./children.js";
import { msSince, now } from "./clock.js";
import { crashOutcome, type Death, recordDeath } from "./death.js";
import { createLog } from "./log.js";
import { createSession } from "./session.js";
import type { CallInstance, TaskEvent, TaskOutcome, TaskRequest } from "./task.js";
import type { WorkerMessage } from "./worker.js";

export interface WorkerOptions {
  /** The `zenc-step` script (built, one file). */
  readonly entry: string;
  /** Working directory and environment of the process; default: this one's. */
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Where the worker's standard error goes: "inherit" (the default) or "ignore"; its output comes as `log` events anyway. */
  readonly stderr?: "inherit" | "ignore";
}

/** A step process that stays warm. A process that dies is replaced at the next task. */
export interface Worker {
  /** Runs one task; one at a time. Rejects only where no process can be started. */
  run(request: TaskRequest, onEvent?: (event: TaskEvent) => void): Promise<TaskOutcome>;
  /**
   * Ends the process and everything that it started: SIGTERM, so that a running attempt leaves a `terminated` record, and
   * SIGKILL after two seconds. Resolves when it is gone; a running task's outcome has exit code 143.
   */
  kill(): Promise<void>;
}

// Node's timers take at most 2^31 - 1 ms.
const longestTimer = 2_147_483_647;
const graceMs = 2_000;
const drainMs = 1_000;

/** Starts a worker; its process starts at once. */
export function startWorker(options: WorkerOptions): Worker {
  const session = createSession();
  let child: Promise<ChildProcess> | null = start(options);
  let stopped = false;
  let busy = false;

  const current = async (): Promise<ChildProcess> => {
    const known = await child;
    if (known?.connected && !hasEnded(known)) return known;
    child = start(options);
    return child;
  };
  /** Ends the process after a failure: what the step left behind there must not meet the next one. */
  const replace = ({ pid }: ChildProcess): void => {
    if (pid !== undefined) signalGroup(pid, "SIGKILL");
    child = null;
  };

  const runOnce = async (request: TaskRequest, onEvent: (event: TaskEvent) => void): Promise<Ended> => {
    const process = await current();
    const ended = await converse(process, request, onEvent);
    if (ended.kind === "died" || ended.outcome.state === "failed") replace(process);
    return ended;
  };

  const run = async (request: TaskRequest, onEvent: (event: TaskEvent) => void = () => {}): Promise<TaskOutcome> => {
    const began = now();
    const settled: CallInstance[] = [...(request.settled ?? [])];
    for (let deaths = 0; ; ) {
      if (stopped) return crashOutcome(exitCode.terminated, "terminated", "The engine stopped the task.", began);
      const asked = settled.length > 0 ? { ...request, settled } : request;
      const ended = await runOnce(asked, onEvent);
      if (ended.kind === "outcome") return { ...ended.outcome, durationMs: msSince(began) };
      const { death } = ended;
      settled.push(...death.ended);
      if (!death.attempt) {
        // A process that was broken by an earlier task, or from outside, before this one began: once more, afresh.
        if (stopped || deaths++ === 0) continue;
        return crashOutcome(exitCode.failed, "internal", `The step process ended before the step began (${death.how}).`, began);
      }
      const store = await session.store(request.store);
      const item = await recordDeath(store, request.run, death, stopped);
      if (stopped)
        return { ...crashOutcome(exitCode.terminated, "terminated", "The engine stopped the task.", began), items: [item] };
      settled.push({ node: death.attempt.node, index: item.index });
      // A new process goes on: with the other items of a chunk, with the rest of a block, or only to say what the winner's record says.
      if (death.attempt.block || death.attempt.items > 1 || item.state !== "failed") continue;
      const { attempt, final, error } = item;
      const durationMs = msSince(began);
      return {
        exit: exitCode.failed,
        state: "failed",
        publications: {},
        ...(attempt === undefined ? {} : { attempt }),
        ...(final === undefined ? {} : { final }),
        ...(error ? { error } : {}),
        durationMs,
        items: [item],
      };
    }
  };

  return {
    async run(request, onEvent) {
      if (busy) throw new Error("zenc: a worker runs one task at a time.");
      busy = true;
      try {
        return await run(request, onEvent);
      } finally {
        busy = false;
      }
    },
    async kill() {
      stopped = true;
      const dying = await child;
      if (!dying || dying.pid === undefined || hasEnded(dying)) return;
      const gone = new Promise((resolve) => dying.once("exit", resolve));
      dying.kill("SIGTERM");
      const timer = setTimeout(() => signalGroup(dying.pid as number, "SIGKILL"), graceMs);
      await gone;
      clearTimeout(timer);
      signalGroup(dying.pid, "SIGKILL");
    },
  };
}

const hasEnded = ({ exitCode: code, signalCode }: ChildProcess): boolean => code !== null || signalCode !== null;

async function start({ entry, cwd, env, stderr = "inherit" }: WorkerOptions): Promise<ChildProcess> {
  // Loading it takes 4 ms, which a task without a timeout need not pay.
  const { fork } = await import("node:child_process");
  const child = fork(entry, ["--worker"], {
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    // A group of its own, so that a timeout reaches what the step has started. Standard output belongs to publications.
    detached: true,
    execArgv: [],
    stdio: ["ignore", stderr === "inherit" ? 2 : "ignore", stderr, "ipc"],
  });
  // A process that cannot be started says so by ending.
  child.on("error", () => {});
  return child;
}

type Ended = { readonly kind: "outcome"; readonly outcome: TaskOutcome } | { readonly kind: "died"; readonly death: Death };

/** One request to one process: until its outcome, or its end. */
function converse(child: ChildProcess, request: TaskRequest, onEvent: (event: TaskEvent) => void): Promise<Ended> {
  return new Promise((resolve) => {
    let attempt: Death["attempt"] = null;
    let timer: NodeJS.Timeout | undefined;
    let timedOut = false;
    let log = createLog();
    let accelerator: AcceleratorRecord | undefined;
    const ended: CallInstance[] = [];
    const listen = (event: TaskEvent): void => {
      if (event.kind === "started") {
        attempt = event;
        log = createLog();
        accelerator = undefined;
        const { timeoutSeconds } = event;
        if (timeoutSeconds !== undefined && timeoutSeconds * 1000 <= longestTimer) {
          timer = setTimeout(() => {
            timedOut = true;
            if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
          }, timeoutSeconds * 1000);
        }
      } else if (event.kind === "ended") {
        clearTimeout(timer);
        ended.push({ node: event.node, index: event.index });
        attempt = null;
      } else if (event.kind === "log") log.write(event.text);
      else if (event.kind === "accelerator") accelerator = event.accelerator;
      onEvent(event);
    };
    const close = (how: Ended): void => {
      clearTimeout(timer);
      child.off("message", receive).off("exit", exited).off("error", broken);
      resolve(how);
    };
    const receive = (message: WorkerMessage): void => {
      if (message.kind === "event") listen(message.event);
      else close({ kind: "outcome", outcome: message.outcome });
    };
    const exited = (code: number | null, signal: NodeJS.Signals | null): void => {
      // What it sent last may come after the news of its end: the channel closes behind all messages.
      const end = () => setImmediate(died, signal === null ? `exit code ${code}` : `signal ${signal}`);
      if (!child.connected) end();
      else {
        const late = setTimeout(end, drainMs);
        child.once("disconnect", () => {
          clearTimeout(late);
          end();
        });
      }
    };
    const died = (how: string): void => close({ kind: "died", death: { attempt, ended, timedOut, log, accelerator, how } });
    const broken = (error: Error): void => died(error.message);
    child.on("message", receive).on("exit", exited).on("error", broken);
    child.send(request, (error) => {
      if (error) broken(error);
    });
  });
}
