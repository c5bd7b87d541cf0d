// `zenc deploy`: brings what is compiled to where the engine finds it; plan and code go into the store before.
import type { Change, Destination, WantedFile } from "./deploy/engine.js";
import { engineOf } from "./deploy/engines.js";
import { type DeployOptions, withPlace } from "./deploy/options.js";
import { projectOf } from "./deploy/project.js";
import { differenceOf } from "./difference.js";
import { type Emission, emitFiles } from "./emit.js";
import { cliError, exit } from "./exit.js";
import { openStore } from "./open-store.js";
import { pushAll } from "./push-all.js";
import { printDocument, type Terminal } from "./terminal.js";
import { count } from "./words.js";

interface Options extends DeployOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly prune?: boolean;
  readonly format: "text" | "json";
}

export async function deploy(terminal: Terminal, files: readonly string[], options: Options): Promise<number> {
  if (options.prune && options.pipeline !== undefined) {
    throw cliError("--prune removes what none of the pipelines makes, and --pipeline leaves pipelines out: use one of them.");
  }
  const emission = await emitFiles(terminal, files, options);
  if (!emission) return exit.usage;
  const stack = withPlace(emission.compiled.stack, options);
  const engine = await engineOf(stack);
  const project = projectOf(stack, terminal.cwd);
  const destination = await engine.destination({ terminal, stack, project });
  try {
    const compared = await destination.compare([...(await engine.beside(stack)), ...wantedOf(emission)]);
    const plan = planOf(compared, emission, options);
    if (options.format === "text") await showChanges(terminal, plan, options);
    for (const warning of (await destination.check?.()) ?? []) terminal.note(`${terminal.noteColors.yellow("!")} ${warning}`);
    let pushed: object[] | null = null;
    if (!options.dryRun && plan.refused.length === 0) {
      // What is deployed never names what is not in the store.
      pushed = await pushTo(terminal, destination, stack.store, emission);
      await destination.make(plan.changes, { force: options.force ?? false });
    }
    return await conclude(terminal, destination, plan, pushed, options);
  } finally {
    await destination.close();
  }
}

/** Code and plans, into the store, or to where they are brought with all else. */
async function pushTo(
  terminal: Terminal,
  { codeOf }: Destination,
  store: string,
  { compiled: { pipelines } }: Emission,
): Promise<object[]> {
  if (codeOf === undefined) return pushAll(terminal, await openStore(store), pipelines, { keys: false });
  const all: object[] = [];
  for (const one of pipelines) all.push(...(await pushAll(terminal, codeOf(one.plan.pipeline), [one], { keys: false })));
  return all;
}

export const wantedOf = ({ pipelines }: Emission): readonly WantedFile[] =>
  pipelines.flatMap(({ pipeline, files }) => files.map((file) => ({ ...file, pipeline: pipeline.plan.pipeline })));

interface DeployPlan {
  /** What is done, or would be if it were not refused. */
  readonly changes: readonly Change[];
  /** What zenc has deployed of pipelines that none of the files makes. */
  readonly stale: readonly Change[];
  readonly refused: readonly Change[];
}

/** What belongs to a pipeline that is deployed goes with it; what belongs to others goes only where it is asked for. */
function planOf(compared: readonly Change[], { pipelines }: Emission, { prune, force, pipeline: chosen }: Options): DeployPlan {
  const made = new Set(pipelines.map(({ pipeline }) => pipeline.plan.pipeline));
  const isStale = ({ action, pipeline }: Change) => action === "remove" && !prune && (pipeline === null || !made.has(pipeline));
  const changes = compared.filter((change) => !isStale(change));
  return {
    changes,
    // With one pipeline chosen, what the others have made is not stale.
    stale: chosen === undefined ? compared.filter(isStale) : [],
    refused: force ? [] : changes.filter(({ action, refused }) => action !== "keep" && refused !== undefined),
  };
}

const words = { create: "new", update: "changed", keep: "as it was", remove: "removed" } as const;

async function showChanges(terminal: Terminal, { changes, stale, refused }: DeployPlan, options: Options): Promise<void> {
  const { noteColors: dim, colors } = terminal;
  for (const change of changes) {
    const { name, action, before, after } = change;
    const isRefused = refused.includes(change);
    const mark = isRefused
      ? colors.red("✗")
      : { create: colors.green("+"), update: colors.yellow("~"), keep: colors.dim("="), remove: colors.red("-") }[action];
    const why = change.refused === undefined || action === "keep" ? "" : `: ${change.refused}`;
    const line = `${mark} ${name} ${isRefused ? `refused${why}` : `${words[action]}${why === "" ? "" : `, though${why.slice(1)}`}`}`;
    if (action === "keep") terminal.note(dim.dim(`= ${name}`));
    else if (options.dryRun || isRefused)
      await terminal.print(`${line}\n${differenceOf(before ?? "", after ?? "", colors)}`.trimEnd());
    else terminal.note(line);
  }
  for (const { name, pipeline } of stale) {
    const whose = pipeline === null ? "" : `, of the pipeline ${pipeline}`;
    terminal.note(`${dim.yellow("!")} ${name}${whose}, comes from none of these files: --prune removes it`);
  }
}

async function conclude(
  terminal: Terminal,
  destination: Destination,
  { changes, stale, refused }: DeployPlan,
  pushed: object[] | null,
  options: Options,
): Promise<number> {
  const exitCode = refused.length > 0 ? exit.failed : exit.ok;
  if (options.format === "json") {
    const shown = changes.map(({ name, pipeline, action, refused: why }) => ({ name, pipeline, action, refused: why ?? null }));
    await printDocument(terminal, {
      version: 1,
      to: destination.name,
      dryRun: options.dryRun ?? false,
      changes: shown,
      refused: refused.map(({ name }) => name),
      stale: stale.map(({ name, pipeline }) => ({ name, pipeline })),
      pushed,
    });
    return exitCode;
  }
  const { noteColors: colors } = terminal;
  if (refused.length > 0) {
    terminal.note(
      `${colors.red("✗")} ${destination.name}: nothing was changed, for others have made or changed ${count(refused.length, "thing")}; --force overwrites.`,
    );
    return exitCode;
  }
  const done = changes.filter(({ action }) => action !== "keep").length;
  const said = done === 0 ? "nothing to change" : options.dryRun ? `${count(done, "change")} to make` : count(done, "change");
  terminal.note(`${colors.green("✓")} ${destination.name}: ${said}`);
  if (done > 0 && !options.dryRun && destination.left !== undefined) terminal.note(colors.dim(`  ${destination.left}`));
  return exitCode;
}
