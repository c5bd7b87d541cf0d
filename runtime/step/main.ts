#!/usr/bin/env node
// `zenc-step`: environment in, publications and exit code out.
import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { environment, exitCode, publicationText, type RetryPolicy, type TaskId } from "../contract/index.js";
import { openStore } from "../stores/index.js";
import { signalDescendants } from "./children.js";
import { exitOf } from "./exit.js";
import { TaskFailure } from "./failure.js";
import { openTalk, type Talk, titleOf } from "./github/talk.js";
import { helpText } from "./help.js";
import { persistently } from "./persist.js";
import { prepare } from "./prepare.js";
import { writePublications } from "./publication-files.js";
import { requestOf } from "./request.js";
import { runTask } from "./run-task.js";
import { selectInstances } from "./select.js";
import { createSession, type Session } from "./session.js";
import { speakable } from "./speakable.js";
import { startWorker } from "./supervisor.js";
import type { TaskEvent, TaskOutcome, TaskRequest } from "./task.js";
import { stepVersion } from "./version.js";
import { serve } from "./worker.js";

// How long a stopped step may take to leave its record.
const graceMs = 5_000;

async function main(words: readonly string[]): Promise<number> {
  const [word] = words;
  if (word === "--help" || word === "-h") return print(helpText(), exitCode.done);
  if (word === "--version") return print(`${stepVersion()}\n`, exitCode.done);
  if (word === "--prepare") {
    await prepareBesides();
    return exitCode.done;
  }
  if (word !== undefined) {
    process.stderr.write(`zenc-step takes no argument "${word}". See zenc-step --help.\n`);
    return exitCode.usage;
  }
  let request: TaskRequest;
  try {
    request = requestOf(process.env);
  } catch (error) {
    if (!(error instanceof TaskFailure)) throw error;
    return ended(refused(error));
  }
  const selected = process.env[environment.select];
  const talk = openTalk(selected ? `which are to be started of ${selected}` : titleOf(request), process.env);
  const session = createSession();
  const outcome = selected
    ? await selectInstances(request, selected.split(" ") as TaskId[], session)
    : await runWith(request, session, talk?.listen);
  return ended(outcome, talk);
}

/** What is kept lies beside this file. */
async function prepareBesides(): Promise<void> {
  process.env.ZENC_CACHE_DIR = dirname(fileURLToPath(import.meta.url));
  await prepare(openStore);
}

/** Tells of the end, and says the exit code. */
function ended(whole: TaskOutcome, talk: Talk | null = null): number {
  const outcome = speakable(whole, process.env);
  tellError(outcome);
  if (talk) talk.close(outcome);
  else tellPublications(outcome);
  return exitOf(outcome, process.env);
}

function refused({ exit, message }: TaskFailure): TaskOutcome {
  const record = { cause: "internal" as const, name: "Usage", message, fatal: true };
  return { exit, state: "failed", publications: { fatal: message }, error: record, durationMs: 0, items: [] };
}

type Listen = (event: TaskEvent) => void;

async function runWith(request: TaskRequest, session: Session, listen: Listen = () => {}): Promise<TaskOutcome> {
  const own = process.env[environment.retries] === "here";
  const policy = await retriesOf(session, request);
  if (policy === null) return alone(request, session, listen);
  if (!policy.supervised && !(own && policy.limit > 0)) {
    return own ? persistently(policy, () => alone(request, session, listen)) : alone(request, session, listen);
  }
  const worker = startWorker({ entry: fileURLToPath(import.meta.url) });
  let stopped = false;
  process.on("SIGTERM", () => {
    stopped = true;
    void worker.kill();
  });
  const attempt = () => worker.run(request, listen);
  const outcome = await (own ? persistently(policy, attempt, () => stopped) : attempt());
  await worker.kill();
  return outcome;
}

interface Retries extends RetryPolicy {
  /** Only steps that have a timeout, and blocks, pay for a second process: a block goes on where one of its calls took the process down. */
  readonly supervised: boolean;
}

/** Null where the plan cannot be read, which `runTask` says. */
async function retriesOf(session: Session, request: TaskRequest): Promise<Retries | null> {
  try {
    const { plan, table } = await session.plan(await session.store(request.store), request.plan);
    const task = table.tasks.get(request.task);
    const found = task?.node === undefined ? undefined : table.nodes.get(task.node)?.node;
    const step = found?.kind === "call" && task?.kind === "node" ? plan.steps[found.step] : undefined;
    const none = { limit: 0, delaySeconds: 0, backoff: 1 };
    return { ...(step?.retries ?? none), supervised: task?.kind === "block" || step?.timeoutSeconds !== undefined };
  } catch {
    return null;
  }
}

async function alone(request: TaskRequest, session: Session, onEvent: Listen): Promise<TaskOutcome> {
  const stop = new AbortController();
  // While the step runs, `process.exit` is not Node's own.
  const { exit } = process;
  process.on("SIGTERM", () => {
    stop.abort();
    signalDescendants("SIGTERM");
    setTimeout(() => {
      signalDescendants("SIGKILL");
      exit.call(process, exitCode.terminated);
    }, graceMs).unref();
  });
  const outcome = await runTask(request, { session, signal: stop.signal, onEvent });
  // Nothing that the step has started outlives it.
  signalDescendants("SIGKILL");
  return outcome;
}

/** For the engine's log. */
function tellError({ error, state }: TaskOutcome): void {
  if (error && (state === "failed" || state === "not-run")) {
    const at = error.file === undefined ? "" : `${error.file}:${error.line}:${error.column}: `;
    // A log that nobody reads any more is no reason to fail.
    process.stderr.on("error", () => {});
    process.stderr.write(`zenc-step: ${at}${error.stack ?? `${error.name}: ${error.message}`}\n`);
  }
}

function tellPublications({ publications }: TaskOutcome): void {
  const place = process.env[environment.publish] || "-";
  if (place.endsWith("/")) writePublications(publications, place);
  else writeFileSync(place === "-" ? 1 : place, `${publicationText(publications)}\n`);
}

function print(text: string, code: number): number {
  writeFileSync(1, text);
  return code;
}

if (process.argv[2] === "--worker" && process.send) serve();
else {
  const { exit } = process;
  main(process.argv.slice(2)).then(
    (code) => exit.call(process, code),
    (error: unknown) => {
      process.stderr.write(`zenc-step: ${error instanceof Error ? error.stack : error}\n`);
      exit.call(process, exitCode.failed);
    },
  );
}
