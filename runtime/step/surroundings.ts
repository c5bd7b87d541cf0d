// What surrounds a step's function while it runs: captured output, seeded randomness, its environment, and an ear for all
// the ways in which a function can end that are no return and no throw. Everything is put back afterwards.
import type { Digest, Metric } from "../contract/index.js";
import { captureOutput } from "./capture.js";
import { AttemptFailure } from "./failure.js";
import type { Log } from "./log.js";
import { seededRandom } from "./random.js";

export interface Surroundings {
  readonly seed: Digest;
  readonly env: Readonly<Record<string, string>>;
  readonly log: Log;
  /** Ends the function from outside: the engine stops the task. */
  readonly signal: AbortSignal | undefined;
  onLog(text: string): void;
  onMetric(metric: Metric): void;
  onProgress(done: number, total: number | undefined, label: string | undefined): void;
}

/** Runs a function within its surroundings. Rejects with what it throws, or with an AttemptFailure for how else it ended. */
export async function within<T>(around: Surroundings, run: () => Promise<T>): Promise<T> {
  const undo: (() => void)[] = [];
  try {
    const ended = new Promise<never>((_, reject) => {
      undo.push(listen(around, reject));
    });
    undo.push(captureOutput(around), prepare(around), announce(around));
    const running = run();
    // Where something else ends it first, its own end is of no interest.
    running.catch(() => {});
    return await Promise.race([running, ended]);
  } finally {
    for (const step of undo.reverse()) step();
  }
}

function listen({ signal }: Surroundings, reject: (error: unknown) => void): () => void {
  const stop = () => reject(new AttemptFailure("terminated", "Terminated", "The engine stopped the step."));
  const rejected = (error: unknown) => reject(error);
  const idle = () =>
    reject(
      new AttemptFailure(
        "step",
        "NeverSettled",
        "The step waits for something that cannot happen: nothing is left to run, and its promise never settled.",
      ),
    );
  const { exit } = process;
  process.exit = ((code?: number) => {
    const failure = new AttemptFailure(
      "step",
      "ProcessExit",
      `The step called process.exit(${code ?? ""}). Return or throw instead.`,
    );
    reject(failure);
    throw failure;
  }) as typeof process.exit;
  process.on("unhandledRejection", rejected).on("uncaughtException", rejected).on("beforeExit", idle);
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  // The channel to a supervisor alone must not keep a step alive that waits for nothing.
  process.channel?.unref();
  return () => {
    process.channel?.ref();
    process.exit = exit;
    process.off("unhandledRejection", rejected).off("uncaughtException", rejected).off("beforeExit", idle);
    signal?.removeEventListener("abort", stop);
  };
}

function prepare({ seed, env }: Surroundings): () => void {
  const before = { env: { ...process.env }, folder: process.cwd(), random: Math.random, exitCode: process.exitCode };
  Object.assign(process.env, env);
  Math.random = seededRandom(seed);
  return () => {
    Math.random = before.random;
    process.exitCode = before.exitCode;
    if (process.cwd() !== before.folder) process.chdir(before.folder);
    for (const name of Object.keys(process.env)) if (!(name in before.env)) delete process.env[name];
    for (const [name, value] of Object.entries(before.env)) if (process.env[name] !== value) process.env[name] = value;
  };
}

/** What `log`, `metric` and `progress` of the authoring functions reach. */
function announce({ onMetric, onProgress }: Surroundings): () => void {
  const place = Symbol.for("zenc.step");
  const world = globalThis as { [key: symbol]: unknown };
  const before = world[place];
  world[place] = {
    log: (message: unknown) => void process.stdout.write(`${message}\n`),
    metric: (name: unknown, value: unknown, step?: unknown) => {
      if (typeof value !== "number")
        throw new TypeError(`metric(${JSON.stringify(name)}): the value must be a number, got ${typeof value}.`);
      onMetric({ name: String(name), value, ...(typeof step === "number" ? { step } : {}) });
    },
    progress: (done: unknown, total?: unknown, label?: unknown) =>
      onProgress(Number(done), typeof total === "number" ? total : undefined, label === undefined ? undefined : String(label)),
  };
  return () => {
    world[place] = before;
  };
}
