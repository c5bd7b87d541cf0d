// `zenc plan`: what an engine is given, and why.
import type { Placement } from "../compiler/ir/index.js";
import { type ConstructNote, explainWiring } from "../compiler/wire/explain.js";
import type { GuardLiteral, Plan, PlanSource, StepPlan, Task } from "../runtime/contract/index.js";
import { callsOf } from "../runtime/history/index.js";
import { compileOne } from "./compiled.js";
import { exit } from "./exit.js";
import type { StackOptions } from "./setting.js";
import { type Colors, printDocument, type Terminal } from "./terminal.js";
import { resourceTexts } from "./waiting.js";
import { bytes, count, duration, table } from "./words.js";

interface PlanOptions extends StackOptions {
  readonly pipeline?: string;
  readonly format: "text" | "json";
}

export async function plan(terminal: Terminal, file: string, options: PlanOptions): Promise<number> {
  const compiled = await compileOne(terminal, file, { ...options, forTarget: true });
  if (!compiled) return exit.usage;
  const { pipeline, stack } = compiled;
  if (options.format === "json") {
    const document = {
      version: 1,
      pipeline: pipeline.plan.pipeline,
      digest: pipeline.digest,
      stack: stack.name,
      target: stack.target,
    };
    const { structure, wiring } = pipeline.plan;
    const constructs = explainWiring(structure, wiring).constructs.map((note) => ({
      ...note,
      at: pipeline.source.nodes[note.node] ?? null,
    }));
    const { placements } = pipeline;
    await printDocument(terminal, { ...document, store: stack.store, placements, constructs, plan: pipeline.plan });
    return exit.ok;
  }
  const { colors } = terminal;
  const { plan: made, digest } = pipeline;
  const notes = explainWiring(made.structure, made.wiring);
  const numberOf = (kind: Task["kind"]): number => made.wiring.tasks.filter((task) => task.kind === kind).length;
  const blocks = numberOf("block");
  const head = [
    `${colors.bold(made.pipeline)} for ${stack.target}${colors.dim(`  stack ${stack.name}, store ${stack.store}`)}`,
    colors.dim(`plan ${digest}`),
    [
      count(numberOf("node"), "task"),
      count(numberOf("gate"), "gate"),
      ...(blocks > 0 ? [count(blocks, "block")] : []),
      count(made.wiring.fanOuts.length, "fan-out"),
      `${bytes(pipeline.text.length)} of plan, ${bytes(pipeline.code.reduce((sum, code) => sum + code.text.length, 0))} of code`,
    ].join(", "),
  ];
  const why = new Map(notes.tasks.map((note) => [note.task as string, note.why]));
  const constructs = notes.constructs.length === 0 ? [] : ["", constructTable(notes.constructs, pipeline.source, colors)];
  const placements = placementTable(pipeline.placements, colors);
  const tasks = taskTable(made, why, colors);
  await terminal.print([...head, "", tasks, ...fanOutLines(made, colors), ...placements, ...constructs].join("\n"));
  return exit.ok;
}

function constructTable(notes: readonly ConstructNote[], source: PlanSource, colors: Colors): string {
  const head = ["construct", "line", "becomes", "why"].map((title) => colors.dim(title));
  const rows = notes.map(({ node, construct, form, why }) => [
    `${construct} ${colors.cyan(node)}`,
    String(source.nodes[node]?.line ?? ""),
    form,
    colors.dim(why),
  ]);
  return table([head, ...rows]);
}

/** Step → pool → why; nothing where neither the stack nor a step says anything of machines. */
function placementTable(placements: Readonly<Record<string, Placement>>, colors: Colors): string[] {
  const entries = Object.entries(placements);
  if (!entries.some(([, { considered, missing }]) => considered.length > 0 || missing !== undefined)) return [];
  const head = ["step", "runs on", "per hour", "why"].map((title) => colors.dim(title));
  const rows = entries.map(([step, { accelerator, machine, costPerHour, why, considered }]) => [
    step,
    accelerator === undefined ? (machine ?? colors.dim("any machine")) : colors.magenta(accelerator),
    costPerHour === undefined ? colors.dim("–") : String(costPerHour),
    colors.dim([why, ...considered.flatMap(lacksText)].join("; ")),
  ]);
  return ["", table([head, ...rows])];
}

const lacksText = ({ name, lacks }: Placement["considered"][number]): readonly string[] =>
  lacks.length === 0 ? [] : [`${name} ${lacks.join(", ")}`];

const taskMarks = { node: "○", gate: "◇", block: "▣" } as const;

function taskTable(plan: Plan, why: ReadonlyMap<string, string>, colors: Colors): string {
  const steps = new Map<string, StepPlan>();
  for (const { call } of callsOf(plan.structure)) {
    const step = plan.steps[call.step];
    if (step) steps.set(call.id, step);
  }
  const head = ["task", "waits for", "runs if", "tells", "with"].map((title) => colors.dim(title));
  const rows = plan.wiring.tasks.map((task) => [
    `${markOf(task, steps.get(task.node ?? ""), colors)} ${task.id}${task.fanOut === undefined ? "" : colors.cyan(`[${task.fanOut}]`)}`,
    waitsText(task) || colors.dim("nothing"),
    guardText(task) || colors.dim("always"),
    tellsText(task) || colors.dim("–"),
    [stepText(steps.get(task.node ?? "")), colors.dim(why.get(task.id) ?? "")].filter((text) => text !== "").join(", "),
  ]);
  return table([head, ...rows]);
}

function markOf({ kind }: Task, step: StepPlan | undefined, colors: Colors): string {
  if (kind !== "node") return colors.magenta(taskMarks[kind]);
  return step?.effect ? colors.yellow("◆") : colors.green(taskMarks.node);
}

/** Of a task that starts when its waits have ended in whatever way, the end. */
function waitsText({ waits, whenEnded }: Task): string {
  return waits.length > 0 && whenEnded ? `the end of ${waits.join(", ")}` : waits.join(", ");
}

function guardText(task: Task): string {
  if (task.whenEnded) return "it decides so";
  if (task.guard.some((all) => all.length === 0)) return "";
  const literal = ({ task: from, atom, is }: GuardLiteral): string => `${is ? "" : "not "}${from}.${atom}`;
  return task.guard.map((all) => all.map(literal).join(" and ")).join(" or ");
}

function tellsText(task: Task): string {
  return task.publishes
    .map((publication) => (publication.kind === "count" ? `count of ${publication.fanOut}` : publication.atom))
    .join(", ");
}

function stepText(step: StepPlan | undefined): string {
  if (!step) return "";
  const { resources, retries } = step;
  const parts: string[] = [];
  if (step.kind !== "step") parts.push(step.kind);
  if (step.pool !== undefined) parts.push(`pool ${step.pool}`);
  parts.push(...resourceTexts(resources));
  if (retries.limit > 0) parts.push(count(retries.limit, "retry", "retries"));
  if (step.timeoutSeconds !== undefined) parts.push(`timeout ${duration(step.timeoutSeconds * 1000)}`);
  if (!step.cache.enabled && !step.effect) parts.push("never reused");
  return parts.join(", ");
}

function fanOutLines({ wiring }: Plan, colors: Colors): string[] {
  return wiring.fanOuts.map(({ id, source, maxInstances, batch }) => {
    const limit =
      maxInstances === Number.MAX_SAFE_INTEGER
        ? "any number of instances"
        : `at most ${maxInstances} instances, more items go in chunks`;
    return `${colors.cyan(id)}: counted by ${source}, ${limit}${batch > 1 ? `, ${batch} items each` : ""}`;
  });
}
