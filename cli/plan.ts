// `zenc plan`: what an engine is given, and why.
import { type ConstructNote, explainConstructs, explainWiring } from "../compiler/index.js";
import type { Pipeline } from "../compiler/ir/index.js";
import type { GuardLiteral, Plan, StepPlan, Task } from "../runtime/contract/index.js";
import { callsOf } from "../runtime/history/index.js";
import { compileOne } from "./compiled.js";
import { exit } from "./exit.js";
import { graphOf } from "./graph/derive.js";
import { constructText } from "./graph/heading.js";
import { allOf } from "./graph/model.js";
import type { StackOptions } from "./setting.js";
import { type Colors, printDocument, type Terminal } from "./terminal.js";
import { bytes, count, cut, duration, table } from "./words.js";

interface PlanOptions extends StackOptions {
  readonly pipeline?: string;
  readonly format: "text" | "json";
}

export async function plan(terminal: Terminal, file: string, options: PlanOptions): Promise<number> {
  const compiled = await compileOne(terminal, file, options);
  if (!compiled) return exit.usage;
  const { pipeline, stack } = compiled;
  const constructs = constructsOf(pipeline.pipeline, pipeline.plan);
  if (options.format === "json") {
    const document = {
      version: 1,
      pipeline: pipeline.plan.pipeline,
      digest: pipeline.digest,
      stack: stack.name,
      target: stack.target,
    };
    await printDocument(terminal, { ...document, store: stack.store, constructs, plan: pipeline.plan });
    return exit.ok;
  }
  const { colors } = terminal;
  const { plan: made, digest } = pipeline;
  const gates = made.wiring.tasks.filter((task) => task.kind === "gate").length;
  const head = [
    `${colors.bold(made.pipeline)} for ${stack.target}${colors.dim(`  stack ${stack.name}, store ${stack.store}`)}`,
    colors.dim(`plan ${digest}`),
    [
      count(made.wiring.tasks.length - gates, "task"),
      count(gates, "gate"),
      count(made.wiring.fanOuts.length, "fan-out"),
      `${bytes(pipeline.text.length)} of plan, ${bytes(pipeline.code.reduce((sum, code) => sum + code.text.length, 0))} of code`,
    ].join(", "),
  ];
  await terminal.print([...head, "", taskTable(made, colors), ...constructTable(constructs, terminal)].join("\n"));
  return exit.ok;
}

function taskTable(plan: Plan, colors: Colors): string {
  const steps = new Map<string, StepPlan>();
  for (const { call } of callsOf(plan.structure)) {
    const step = plan.steps[call.step];
    if (step) steps.set(call.id, step);
  }
  const notes = new Map(explainWiring(plan.wiring).map(({ task, why }) => [task, why]));
  const head = ["task", "waits for", "runs if", "tells", "with"].map((title) => colors.dim(title));
  const rows = plan.wiring.tasks.map((task) => [
    `${task.kind === "gate" ? colors.magenta("◇") : steps.get(task.node ?? "")?.effect ? colors.yellow("◆") : colors.green("○")} ${task.id}${task.fanOut === undefined ? "" : colors.cyan(`[${task.fanOut}]`)}`,
    task.waits.join(", ") || colors.dim("nothing"),
    guardText(task) || colors.dim("always"),
    tellsText(task) || colors.dim("–"),
    [stepText(steps.get(task.node ?? "")), colors.dim(notes.get(task.id) ?? "")].filter((text) => text !== "").join(", "),
  ]);
  return table([head, ...rows]);
}

function guardText(task: Task): string {
  if (task.guard.some((all) => all.length === 0)) return "";
  const literal = ({ task: from, atom, is }: GuardLiteral): string => `${is ? "" : "not "}${from}.${atom}`;
  return task.guard.map((all) => all.map(literal).join(" and ")).join(" or ");
}

function tellsText(task: Task): string {
  return task.publishes
    .map((publication) => (publication.kind === "boolean" ? publication.atom : `count of ${publication.fanOut}`))
    .join(", ");
}

function stepText(step: StepPlan | undefined): string {
  if (!step) return "";
  const { resources, retries } = step;
  const parts: string[] = [];
  if (step.kind !== "step") parts.push(step.kind);
  if (step.pool !== undefined) parts.push(`pool ${step.pool}`);
  if (resources.cpu !== undefined) parts.push(`${resources.cpu} cpu`);
  if (resources.memoryBytes !== undefined) parts.push(bytes(resources.memoryBytes));
  if (resources.gpu) parts.push(`${resources.gpu.count} gpu${resources.gpu.optional ? " if there is one" : ""}`);
  if (retries.limit > 0) parts.push(count(retries.limit, "retry", "retries"));
  if (step.timeoutSeconds !== undefined) parts.push(`timeout ${duration(step.timeoutSeconds * 1000)}`);
  if (!step.cache.enabled && !step.effect) parts.push("never reused");
  return parts.join(", ");
}

interface Construct extends ConstructNote {
  /** As the graph heads it. */
  readonly text: string;
}

/** What became of the constructs that the author wrote, as the graph shows them. */
function constructsOf(pipeline: Pipeline, { structure, wiring }: Plan): readonly Construct[] {
  const texts = new Map(allOf(graphOf(pipeline).items).map((item) => [item.id, constructText(item)]));
  return explainConstructs(structure, wiring).flatMap((note) => {
    const text = texts.get(note.node);
    return text === undefined ? [] : [{ ...note, text }];
  });
}

function constructTable(constructs: readonly Construct[], { colors, columns }: Terminal): readonly string[] {
  if (constructs.length === 0) return [];
  const head = ["construct", "", "becomes", "why"].map((title) => colors.dim(title));
  const width = Math.max(20, Math.floor(columns / 3));
  const rows = constructs.map(({ node, form, text, why }) => [
    cut(text, width),
    colors.dim(node),
    form === "native" ? colors.green(form) : colors.yellow(form),
    why,
  ]);
  return ["", table([head, ...rows])];
}
