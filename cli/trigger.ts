// `zenc trigger`: starts a run on the stack's engine, by the engine's own API; with --wait it ends as `zenc run` does.
import { readPlan } from "../runtime/history/index.js";
import { engineOf } from "./deploy/engines.js";
import { exit, exitCodeOf } from "./exit.js";
import { openStore } from "./open-store.js";
import { readParameters } from "./parameters.js";
import { reportRun } from "./report-run.js";
import { readSetting, type StackOptions } from "./setting.js";
import { printDocument, type Terminal } from "./terminal.js";
import { followRun } from "./trigger/follow.js";

interface TriggerOptions extends StackOptions {
  readonly param: readonly string[];
  readonly params?: string;
  readonly wait?: boolean;
  readonly format: "text" | "json";
}

export async function trigger(terminal: Terminal, pipeline: string, options: TriggerOptions): Promise<number> {
  const stack = readSetting(terminal, options);
  const engine = await engineOf(stack);
  const api = await engine.api({ terminal, stack, project: "" });
  try {
    const store = await openStore(stack.store);
    const plan = await readPlan(store, await api.plan(pipeline));
    const parameters = await readParameters(terminal.cwd, plan.parameters.schema, options);
    const signal = options.wait ? terminal.listen() : undefined;
    const startedAt = Date.now();
    const started = await api.start(plan, parameters);
    const { noteColors: colors } = terminal;
    if (started.warning !== undefined) terminal.note(`${colors.yellow("!")} ${started.warning}`);
    if (!signal) {
      if (options.format === "json") {
        const { run, url = null } = started;
        await printDocument(terminal, { version: 1, engine: stack.target, store: store.url, pipeline, run, url });
      } else {
        await terminal.print(started.run);
        if (started.url !== undefined) terminal.note(colors.dim(`  ${started.url}`));
        terminal.note(colors.dim(`  zenc show ${started.run} --stack ${stack.name}`));
      }
      return exit.ok;
    }
    if (options.format === "text") {
      terminal.note(`${colors.bold(plan.pipeline)}  ${started.run}${colors.dim(`  ${started.url ?? api.name}`)}`);
    }
    const text = options.format === "text";
    const end = await followRun({
      terminal,
      store,
      plan,
      parameters,
      engine: stack.target,
      api,
      started,
      startedAt,
      signal,
      text,
    });
    const goesOn = `it goes on in ${api.name}; zenc show ${started.run} --stack ${stack.name}`;
    await reportRun(terminal, store, plan, { ...end, goesOn }, options.format);
    if (end.status === "interrupted") return exitCodeOf(signal.reason);
    return end.status === "succeeded" ? exit.ok : exit.failed;
  } finally {
    await api.close();
  }
}
