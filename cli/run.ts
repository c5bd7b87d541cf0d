// `zenc run`: compiles a pipeline and runs it on this machine.
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { digestOf, type JsonObject, type Plan, type Store } from "../runtime/contract/index.js";
import { readRunRecord } from "../runtime/history/index.js";
import { type RunOutcome, runPlan } from "../targets/local/engine.js";
import { createPool, type Pool } from "../targets/local/pool.js";
import { takeTurn } from "../targets/local/turn.js";
import { type Compiled, compileOne } from "./compiled.js";
import { cliError, exit, exitCodeOf } from "./exit.js";
import { openStore } from "./open-store.js";
import { packageFolder } from "./package.js";
import { readParameters } from "./parameters.js";
import { openProgress, quietProgress } from "./progress/view.js";
import { pushPipeline } from "./push.js";
import { reportRun } from "./report-run.js";
import { newRunId } from "./run-id.js";
import type { Session } from "./session.js";
import type { StackOptions } from "./setting.js";
import type { Terminal } from "./terminal.js";
import { watch } from "./watch.js";

interface RunOptions extends StackOptions {
  readonly pipeline?: string;
  readonly param: readonly string[];
  readonly params?: string;
  readonly cache: boolean;
  readonly maxParallel?: number;
  readonly accelerators?: "required" | "optional";
  readonly run?: string;
  readonly watch?: boolean;
  readonly format: "text" | "json";
}

export async function run(terminal: Terminal, file: string, options: RunOptions): Promise<number> {
  const signal = terminal.listen();
  // The processes come up while the pipeline is compiled.
  const size = Math.min(options.maxParallel ?? Number.MAX_SAFE_INTEGER, availableParallelism());
  const pool = createPool({ entry: stepEntry(), size, cwd: terminal.cwd });
  try {
    if (!options.watch) return await runOnce(terminal, file, options, pool, signal);
    if (options.format === "json")
      throw cliError("--watch and --format json exclude one another: a document ends, a watch does not.");
    return await watch(terminal, (session) => runOnce(terminal, file, options, pool, signal, session));
  } finally {
    await pool.stop();
  }
}

/** The step process's single file, built with zenc. */
function stepEntry(): string {
  return join(packageFolder(), "dist/step/zenc-step.mjs");
}

async function runOnce(
  terminal: Terminal,
  file: string,
  options: RunOptions,
  pool: Pool,
  signal: AbortSignal,
  session?: Session,
): Promise<number> {
  const compiled = await compileOne(terminal, file, options, session);
  if (!compiled) return exit.usage;
  if (signal.aborted) return exitCodeOf(signal.reason);
  const { plan, digest } = compiled.pipeline;
  const parameters = await readParameters(terminal.cwd, plan.parameters.schema, options);
  const store = await openStore(compiled.stack.store);
  const id = options.run ?? newRunId(new Date());
  const [, begun] = await Promise.all([
    pushPipeline(store, compiled.pipeline),
    isContinued(store, plan, digest, id, options, parameters),
  ]);

  const turn = await takeTurn({
    store,
    pipeline: plan.pipeline,
    run: id,
    concurrency: plan.concurrency,
    signal,
    onWait: (older) => terminal.note(`waits until the run ${older} has stopped, which it replaces`),
  });
  if ("busy" in turn) {
    throw cliError(`"${plan.pipeline}" is running already (${turn.busy}), and it says \`concurrency: "forbid"\`.`, {
      exitCode: exit.busy,
      help: 'Wait for its end; "replace" stops the older run, "allow" lets both run.',
    });
  }
  try {
    if (signal.aborted) return exitCodeOf(signal.reason);
    return await runToEnd(terminal, compiled, store, id, parameters, begun, options, pool, signal);
  } finally {
    await turn.release();
  }
}

async function runToEnd(
  terminal: Terminal,
  compiled: Compiled,
  store: Store,
  id: string,
  parameters: JsonObject,
  begun: boolean,
  options: RunOptions,
  pool: Pool,
  signal: AbortSignal,
): Promise<number> {
  const { plan, digest } = compiled.pipeline;
  const startedAt = performance.now();
  const progress = options.format === "json" ? quietProgress : await openProgress(terminal, plan.wiring.tasks);
  if (options.format === "text") {
    const { noteColors: colors } = terminal;
    terminal.note(`${colors.bold(plan.pipeline)}  ${id}${begun ? colors.dim("  (goes on)") : ""}`);
  }
  let outcome: RunOutcome;
  try {
    const own = localOptions(compiled);
    const maxParallel = options.maxParallel ?? own.maxParallel;
    const accelerators = options.accelerators ?? own.accelerators;
    outcome = await runPlan({
      plan,
      digest,
      store,
      run: id,
      parameters,
      cache: options.cache,
      ...(maxParallel === undefined ? {} : { maxParallel }),
      ...(accelerators === undefined ? {} : { accelerators }),
      signal,
      pool,
      onEvent: progress.take,
    });
  } finally {
    progress.close();
  }
  const durationMs = performance.now() - startedAt;
  const goesOn = `zenc run … --run ${id} goes on with it`;
  await reportRun(terminal, store, plan, { ...outcome, durationMs, goesOn }, options.format);
  if (outcome.status === "interrupted") return exitCodeOf(signal.reason);
  return outcome.status === "succeeded" ? exit.ok : exit.failed;
}

/** What the stack says about runs on this machine. */
function localOptions({ stack }: Compiled): Pick<RunOptions, "maxParallel" | "accelerators"> {
  return stack.target === "local" ? stack.options : {};
}

/** Whether `--run` names a run that has begun. @throws CliError where it is of another plan or with other parameters. */
async function isContinued(
  store: Store,
  plan: Plan,
  digest: string,
  id: string,
  options: RunOptions,
  parameters: JsonObject,
): Promise<boolean> {
  if (options.run === undefined) return false;
  const record = await readRunRecord(store, plan.pipeline, id);
  if (!record) return false;
  const help = "Leave --run out for a new run.";
  if (record.plan !== digest) throw cliError(`The run "${id}" was begun with another version of "${plan.pipeline}".`, { help });
  const differs = Object.keys(parameters).some(
    (name) => digestOf(JSON.stringify(parameters[name])) !== digestOf(JSON.stringify(record.parameters[name])),
  );
  if (differs) throw cliError(`The run "${id}" was begun with other parameters: ${JSON.stringify(record.parameters)}.`, { help });
  return true;
}
