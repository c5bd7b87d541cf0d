// Draws a pipeline for a terminal: steps in program order, compounds as brackets, needs to the right.
import type { Pipeline } from "../../compiler/ir/index.js";
import type { Colors } from "../terminal.js";
import { cut, visibleLength } from "../words.js";
import { branchWords, fanOutWords, loopWords, type Words } from "./heading.js";
import { allOf, type Graph, type GraphBranch, type GraphCall, type GraphItem, type GraphTry, sidesOf } from "./model.js";

interface Row {
  readonly left: string;
  readonly right: string;
}
const marks = { step: "○", trainer: "●", evaluator: "◎", deployer: "◆" } as const;

/** The drawing, without a final newline; lines are at most `columns` wide where names allow. */
export function drawGraph(graph: Graph, pipeline: Pipeline, colors: Colors, columns: number): string {
  const drawing = { many: fannedOut(graph.items), colors };
  const rows: Row[] = [
    ...rowsOf(graph.items, "", [], drawing),
    { left: `${colors.bold("→")} result`, right: arrow(graph.result, [], drawing) },
  ];
  const width = Math.min(48, Math.max(...rows.filter((row) => row.right !== "").map((row) => visibleLength(row.left))));
  const lines = rows.map(({ left, right }) => {
    if (right === "") return shorten(left, columns);
    return `${left}${" ".repeat(Math.max(0, width - visibleLength(left)))}  ${right}`;
  });
  return [heading(pipeline, colors), "", ...lines, "", legend(graph.items, colors)].join("\n");
}

function heading(pipeline: Pipeline, colors: Colors): string {
  const schema = pipeline.parameters.schema as {
    properties?: Record<string, { default?: unknown }>;
  };
  const parameters = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    property.default === undefined ? name : `${name} = ${cut(JSON.stringify(property.default), 24)}`,
  );
  const list = parameters.length === 0 ? "()" : `({ ${parameters.join(", ")} })`;
  return `${colors.bold(pipeline.name)}${colors.dim(list)}  ${colors.dim(pipeline.file)}`;
}

interface Drawing {
  /** The fan-outs that each call stands in. */
  readonly many: ReadonlyMap<string, readonly string[]>;
  readonly colors: Colors;
}

/** The rows of a block behind `gutter`; `around` are the fan-outs that it stands in. */
function rowsOf(items: readonly GraphItem[], gutter: string, around: readonly string[], drawing: Drawing): Row[] {
  return items.flatMap((item) => rowsOfOne(item, gutter, around, drawing));
}

function rowsOfOne(item: GraphItem, gutter: string, around: readonly string[], drawing: Drawing): Row[] {
  const { colors } = drawing;
  switch (item.kind) {
    case "call":
      return [{ left: `${gutter}${callText(item, colors)}`, right: arrow(item, around, drawing) }];
    case "throw":
      return [{ left: `${gutter}${colors.red("✕")} ${colors.red("throw")} ${thrownText(item.text)}`, right: "" }];
    case "map": {
      const body = { head: coloured(fanOutWords(item), colors.cyan), items: item.body };
      return bracketed([body], gutter, [...around, item.id], drawing);
    }
    case "loop":
      return bracketed([{ head: coloured(loopWords(item), colors.cyan), items: item.body }], gutter, around, drawing);
    case "pipeline":
      return bracketed([{ head: `${colors.dim("pipeline")} ${item.name}`, items: item.body }], gutter, around, drawing);
    case "if":
      return bracketed(branchParts(item, colors), gutter, around, drawing);
    case "try":
      return bracketed(tryParts(item, colors), gutter, around, drawing);
  }
}

interface Part {
  readonly head: string;
  readonly items: readonly GraphItem[];
}

function branchParts(branch: GraphBranch, colors: Colors): readonly Part[] {
  const { then, otherwise } = branch;
  const head = coloured(branchWords(branch), colors.magenta);
  if (then.length === 0) return [{ head, items: otherwise }];
  const first = { head, items: then };
  return otherwise.length === 0 ? [first] : [first, { head: colors.magenta("else"), items: otherwise }];
}

function tryParts({ body, handler, finally: last }: GraphTry, colors: Colors): readonly Part[] {
  return [
    { head: colors.magenta("try"), items: body },
    ...(handler === null ? [] : [{ head: colors.magenta("catch"), items: handler }]),
    ...(last.length === 0 ? [] : [{ head: colors.magenta("finally"), items: last }]),
  ];
}

function bracketed(parts: readonly Part[], gutter: string, around: readonly string[], drawing: Drawing): Row[] {
  const { colors } = drawing;
  const inner = `${gutter}${colors.dim("│")} `;
  const bracket = (mark: string, text: string): Row => ({ left: `${gutter}${colors.dim(mark)} ${text}`.trimEnd(), right: "" });
  const rows = parts.flatMap(({ head, items }, at) => [
    bracket(at === 0 ? "╭" : "├", head),
    ...rowsOf(items, inner, around, drawing),
  ]);
  return [...rows, bracket("╰", "")];
}

const coloured = (words: Words, color: (text: string) => string): string =>
  words.map(({ text, word }) => (word ? color(text) : text)).join(" ");

/** `new RangeError("…")` without its `new`: the mark says that it is thrown. */
const thrownText = (text: string): string => text.replace(/^new /, "");

function callText(call: GraphCall, colors: Colors): string {
  const mark = call.effect ? marks.deployer : marks[call.stepKind];
  const name = call.id === (call.step as string) ? call.id : `${call.id} ${colors.dim(`(${call.step})`)}`;
  return call.effect ? `${colors.yellow(mark)} ${name}` : `${colors.green(mark)} ${name}`;
}

/** `← a, b[*]  ↺ c`: where its values are from; `[*]` is every instance of a fan-out that this one does not stand in. */
function arrow(
  { needs, carried = [], after = [] }: { readonly needs: readonly string[] } & Partial<Pick<GraphCall, "carried" | "after">>,
  around: readonly string[],
  { many, colors }: Drawing,
): string {
  const name = (id: string): string => `${id}${(many.get(id) ?? []).some((map) => !around.includes(map)) ? "[*]" : ""}`;
  const part = (mark: string, ids: readonly string[]): string => (ids.length === 0 ? "" : `${mark} ${ids.map(name).join(", ")}`);
  const parts = [part("←", needs), part("↺", carried), part("after", after)];
  return colors.dim(parts.filter((text) => text !== "").join("  "));
}

/** The fan-outs that each call stands in. */
function fannedOut(items: readonly GraphItem[], around: readonly string[] = []): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const item of items) {
    if (item.kind === "call") found.set(item.id, around);
    const inner = item.kind === "map" ? [...around, item.id] : around;
    for (const [, side] of sidesOf(item)) for (const [id, maps] of fannedOut(side, inner)) found.set(id, maps);
  }
  return found;
}

function legend(items: readonly GraphItem[], colors: Colors): string {
  const calls = allOf(items).filter((item) => item.kind === "call");
  const used = new Set(calls.map((call) => (call.effect ? "effect" : call.stepKind)));
  const all = [
    ["step", marks.step],
    ["trainer", marks.trainer],
    ["evaluator", marks.evaluator],
    ["effect", marks.deployer],
  ] as const;
  const shown = all.filter(([kind]) => used.has(kind)).map(([kind, mark]) => `${mark} ${kind}`);
  const before = calls.some(({ carried }) => carried.length > 0) ? ["↺ from the round before"] : [];
  const many = allOf(items).some(({ kind }) => kind === "map") ? ["[*] every instance"] : [];
  return colors.dim([...shown, "← needs", ...before, ...many].join("   "));
}

/** Cuts a coloured line by leaving its colours out where it is too long. */
function shorten(line: string, columns: number): string {
  if (visibleLength(line) <= columns) return line;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  return cut(line.replace(/\u001b\[[0-9;]*m/g, ""), columns);
}
