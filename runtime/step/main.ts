#!/usr/bin/env node
// `zenc-step`: environment in, publications and exit code out.
import { writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { environment, exitCode, publicationText } from "../contract/index.js";
import { openStore } from "../stores/index.js";
import { signalDescendants } from "./children.js";
import { exitOf } from "./exit.js";
import { TaskFailure } from "./failure.js";
import { helpText } from "./help.js";
import { prepare } from "./prepare.js";
import { writePublications } from "./publication-files.js";
import { requestOf } from "./request.js";
import { runTask } from "./run-task.js";
import { createSession, type Session } from "./session.js";
import { speakable } from "./speakable.js";
import { startWorker } from "./supervisor.js";
import type { TaskOutcome, TaskRequest } from "./task.js";
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
  const outcome = speakable(await task(), process.env);
  tell(outcome);
  return exitOf(outcome, process.env);
}

/** What is kept lies beside this file. */
async function prepareBesides(): Promise<void> {
  process.env.ZENC_CACHE_DIR = dirname(fileURLToPath(import.meta.url));
  await prepare(openStore);
}

async function task(): Promise<TaskOutcome> {
  let request: TaskRequest;
  try {
    request = requestOf(process.env);
  } catch (error) {
    if (!(error instanceof TaskFailure)) throw error;
    const { exit, message } = error;
    const record = { cause: "internal" as const, name: "Usage", message, fatal: true };
    return { exit, state: "failed", publications: { fatal: message }, error: record, durationMs: 0, items: [] };
  }
  const session = createSession();
  return (await isSupervised(session, request)) ? supervised(request) : alone(request, session);
}

/**
 * Only steps that have a timeout, and blocks, pay for a second process: a block goes on where one of its calls took the process
 * down. What is wrong with the plan is said by `runTask`.
 */
async function isSupervised(session: Session, request: TaskRequest): Promise<boolean> {
  try {
    const { plan, table } = await session.plan(await session.store(request.store), request.plan);
    const task = table.tasks.get(request.task);
    const found = task?.node === undefined ? undefined : table.nodes.get(task.node)?.node;
    return task?.kind === "block" || (found?.kind === "call" && plan.steps[found.step]?.timeoutSeconds !== undefined);
  } catch {
    return false;
  }
}

async function supervised(request: TaskRequest): Promise<TaskOutcome> {
  const worker = startWorker({ entry: fileURLToPath(import.meta.url) });
  process.on("SIGTERM", () => void worker.kill());
  const outcome = await worker.run(request);
  await worker.kill();
  return outcome;
}

async function alone(request: TaskRequest, session: Session): Promise<TaskOutcome> {
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
  const outcome = await runTask(request, { session, signal: stop.signal });
  // Nothing that the step has started outlives it.
  signalDescendants("SIGKILL");
  return outcome;
}

/** The error for the engine's log, the publications for the engine. */
function tell({ error, publications, state }: TaskOutcome): void {
  if (error && (state === "failed" || state === "not-run")) {
    const at = error.file === undefined ? "" : `${error.file}:${error.line}:${error.column}: `;
    // A log that nobody reads any more is no reason to fail.
    process.stderr.on("error", () => {});
    process.stderr.write(`zenc-step: ${at}${error.stack ?? `${error.name}: ${error.message}`}\n`);
  }
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
