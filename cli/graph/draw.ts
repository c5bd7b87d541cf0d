// Draws a pipeline for a terminal: steps in program order, branches and fan-outs as brackets, needs to the right.
import type { Pipeline } from "../../compiler/ir/index.js";
import type { Colors } from "../terminal.js";
import { cut, visibleLength } from "../words.js";
import {
  blocksIn,
  type Graph,
  type GraphBranch,
  type GraphCall,
  type GraphFanOut,
  type GraphItem,
  type GraphLoop,
  type GraphThrow,
  type GraphTry,
} from "./model.js";

interface Row {
  readonly left: string;
  readonly right: string;
}
const marks = { step: "○", trainer: "●", evaluator: "◎", deployer: "◆" } as const;

/** The drawing, without a final newline; lines are at most `columns` wide where names allow. */
export function drawGraph(graph: Graph, pipeline: Pipeline, colors: Colors, columns: number): string {
  const many = fannedOut(graph.items);
  const rows: Row[] = [
    ...rowsOf(graph.items, "", [], { many, colors }),
    { left: `${colors.bold("→")} result`, right: arrow(graph.result.needs, [], [], many, colors) },
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
  return items.flatMap((item) => rowsOfItem(item, gutter, around, drawing));
}

function rowsOfItem(item: GraphItem, gutter: string, around: readonly string[], drawing: Drawing): Row[] {
  switch (item.kind) {
    case "call":
      return [callRow(item, gutter, around, drawing)];
    case "if":
      return branchRows(item, gutter, around, drawing);
    case "map":
      return fanOutRows(item, gutter, around, drawing);
    case "loop":
      return loopRows(item, gutter, around, drawing);
    case "try":
      return tryRows(item, gutter, around, drawing);
    case "throw":
      return [throwRow(item, gutter, around, drawing)];
  }
}

function callRow(call: GraphCall, gutter: string, around: readonly string[], { many, colors }: Drawing): Row {
  return { left: `${gutter}${callText(call, colors)}`, right: arrow(call.needs, call.after, around, many, colors) };
}

function branchRows(branch: GraphBranch, gutter: string, around: readonly string[], drawing: Drawing): Row[] {
  const { colors } = drawing;
  const inner = `${gutter}${colors.dim("│")} `;
  const rows = [
    bracket(gutter, "╭", `${colors.magenta("if")} ${branch.condition}`, colors),
    ...rowsOf(branch.then, inner, around, drawing),
  ];
  if (branch.otherwise.length > 0) {
    rows.push(bracket(gutter, "├", colors.magenta("else"), colors), ...rowsOf(branch.otherwise, inner, around, drawing));
  }
  return [...rows, bracket(gutter, "╰", "", colors)];
}

function fanOutRows(map: GraphFanOut, gutter: string, around: readonly string[], drawing: Drawing): Row[] {
  const { colors } = drawing;
  return [
    bracket(gutter, "╭", `${colors.cyan("for each")} ${map.item} ${colors.cyan("of")} ${map.over}`, colors),
    ...rowsOf(map.body, `${gutter}${colors.dim("│")} `, [...around, map.id], drawing),
    bracket(gutter, "╰", "", colors),
  ];
}

function loopRows(loop: GraphLoop, gutter: string, around: readonly string[], drawing: Drawing): Row[] {
  const { colors } = drawing;
  return [
    bracket(gutter, "╭", colors.cyan("repeat"), colors),
    ...rowsOf(loop.body, `${gutter}${colors.dim("│")} `, [...around, loop.id], drawing),
    bracket(gutter, "╰", `${colors.cyan("while")} ${loop.again}`, colors),
  ];
}

function tryRows({ body, handler, error }: GraphTry, gutter: string, around: readonly string[], drawing: Drawing): Row[] {
  const { colors } = drawing;
  const inner = `${gutter}${colors.dim("│")} `;
  return [
    bracket(gutter, "╭", colors.magenta("try"), colors),
    ...rowsOf(body, inner, around, drawing),
    bracket(gutter, "├", `${colors.magenta("catch")} ${error}`, colors),
    ...rowsOf(handler, inner, around, drawing),
    bracket(gutter, "╰", "", colors),
  ];
}

function throwRow({ text, needs }: GraphThrow, gutter: string, around: readonly string[], { many, colors }: Drawing): Row {
  return { left: `${gutter}${colors.red("✗ throw")} ${text}`, right: arrow(needs, [], around, many, colors) };
}

function bracket(gutter: string, mark: string, text: string, colors: Colors): Row {
  return { left: `${gutter}${colors.dim(mark)} ${text}`.trimEnd(), right: "" };
}

function callText(call: GraphCall, colors: Colors): string {
  const mark = call.effect ? marks.deployer : marks[call.stepKind];
  const name = call.id === (call.step as string) ? call.id : `${call.id} ${colors.dim(`(${call.step})`)}`;
  return call.effect ? `${colors.yellow(mark)} ${name}` : `${colors.green(mark)} ${name}`;
}

/** `← a, b[*]`: where the needs are; `[*]` is every instance of a fan-out that this one does not stand in. */
function arrow(
  needs: readonly string[],
  after: readonly string[],
  around: readonly string[],
  many: ReadonlyMap<string, readonly string[]>,
  colors: Colors,
): string {
  const name = (id: string): string => `${id}${(many.get(id) ?? []).some((map) => !around.includes(map)) ? "[*]" : ""}`;
  const value = needs.length === 0 ? "" : `← ${needs.map(name).join(", ")}`;
  const order = after.length === 0 ? "" : `after ${after.map(name).join(", ")}`;
  return colors.dim([value, order].filter((text) => text !== "").join("  "));
}

/** The fan-outs and loops that each call stands in. */
function fannedOut(items: readonly GraphItem[], around: readonly string[] = []): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const item of items) {
    if (item.kind === "call") found.set(item.id, around);
    const inside = item.kind === "map" || item.kind === "loop" ? [...around, item.id] : around;
    for (const block of blocksIn(item)) for (const [id, maps] of fannedOut(block, inside)) found.set(id, maps);
  }
  return found;
}

function legend(items: readonly GraphItem[], colors: Colors): string {
  const used = new Set<string>();
  const visit = (of: readonly GraphItem[]): void => {
    for (const item of of) {
      if (item.kind === "call") used.add(item.effect ? "effect" : item.stepKind);
      blocksIn(item).forEach(visit);
    }
  };
  visit(items);
  const all = [
    ["step", marks.step],
    ["trainer", marks.trainer],
    ["evaluator", marks.evaluator],
    ["effect", marks.deployer],
  ] as const;
  const shown = all.filter(([kind]) => used.has(kind)).map(([kind, mark]) => `${mark} ${kind}`);
  return colors.dim([...shown, "← needs", "[*] every instance"].join("   "));
}

/** Cuts a coloured line by leaving its colours out where it is too long. */
function shorten(line: string, columns: number): string {
  if (visibleLength(line) <= columns) return line;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  return cut(line.replace(/\u001b\[[0-9;]*m/g, ""), columns);
}
