// docs/conformance.md: what became of each shape on each engine, from the wiring that the engine runs and the traces of its runs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CompiledPipeline } from "../../compiler/compilation.js";
import { type FanOut, instancesOf, type Wiring } from "../../runtime/contract/index.js";
import { type CompileError, compileShapes } from "./compiled.js";
import type { Engine } from "./engine.js";
import { expectedOf } from "./expected.js";
import { readRefused } from "./marks.js";
import { families, readShapes, root, type Shape } from "./shape.js";
import { itemsIn } from "./trace.js";

export const tableFile = join(root, "docs/conformance.md");

const about: Readonly<Record<string, string>> = {
  basics: "Steps, branches and fan-outs",
  graphs: "Control-flow graphs",
  loops: "Loops and conditions",
  failures: "Failures",
  constructs: "Further constructs",
  known: "Results that are known",
  found: "Found by random programs",
};

/** The document's text. */
export async function writeTable(engines: readonly Engine[]): Promise<string> {
  const sections: string[] = [];
  const found = new Map<Engine, Awaited<ReturnType<typeof compileShapes>>>();
  for (const engine of engines) found.set(engine, await compileShapes(readShapes(), engine.target));
  for (const family of families) {
    const rows = readShapes(family).map((shape) => {
      const cells = engines.map((engine) => whatBecame(shape, found.get(engine)?.get(shape.name)));
      return row(linkTo(shape.name, shape.file), firstLine(shape.file), ...cells);
    });
    const head = row("Shape", "What it is", ...engines.map(({ name }) => name));
    sections.push(`## ${about[family] ?? family}\n\n${[head, rule(engines.length + 2), ...rows].join("\n")}\n`);
  }
  const refused = readRefused().map(({ name, file, marks }) =>
    row(linkTo(name, file), firstLine(file), [...new Set(marks.map(({ code }) => `\`${code}\``))].join(", ")),
  );
  sections.push(`## Refused\n\n${[row("Program", "What it tries", "Code"), rule(3), ...refused].join("\n")}\n`);
  return `${introduction}\n${sections.join("\n")}`;
}

const introduction = `# Conformance

Every shape is simply called, and run by every engine: artifacts, results, states of nodes and the error are the same everywhere. What an engine cannot say as
it stands becomes something that it can: _chunked_, an instance of a fan-out handles several items, for there are more than the engine takes, or the step asks for it;
_flattened_, a fan-out within a fan-out is one over all their items (no engine does so yet); _block_, one process runs a loop, or a fan-out, with all that is in it. Else it is _native_.
Made from the shapes by \`node scripts/conformance-table.mjs\`.
`;

const row = (...cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const rule = (columns: number) => row(...Array.from({ length: columns }, () => "---"));
const linkTo = (name: string, file: string) => `[${name}](../${file.slice(root.length)})`;

/** The comment that a pipeline's file begins with. */
function firstLine(file: string): string {
  const line = readFileSync(file, "utf8")
    .split("\n")
    .find((text) => text.startsWith("// ") && !text.startsWith("// biome-ignore"));
  return (line ?? "").slice(3).replaceAll("|", "\\|");
}

function whatBecame(shape: Shape, compiled: CompiledPipeline | CompileError | undefined): string {
  if (compiled === undefined || "error" in compiled) return "refused";
  const { wiring } = compiled.plan;
  const words = [
    wiring.fanOuts.some((fanOut) => isChunked(shape, wiring, fanOut)) ? "chunked" : "",
    wiring.tasks.some((task) => task.kind === "block") ? "block" : "",
  ].filter((word) => word !== "");
  return words.length > 0 ? words.join(", ") : "native";
}

/** Whether a fan-out has fewer instances than items in one of the shape's cases. */
function isChunked(shape: Shape, { tasks, fanOuts }: Wiring, fanOut: FanOut): boolean {
  const depthOf = ({ parent }: FanOut): number => {
    const outer = fanOuts.find(({ id }) => id === parent);
    return outer ? depthOf(outer) + 1 : 0;
  };
  const inside = tasks.flatMap((task) => (task.fanOut === fanOut.id && task.kind === "node" && task.node ? [task.node] : []));
  return Object.values(expectedOf(shape)).some(({ trace }) =>
    inside.some((node) => {
      const items = itemsIn(trace[node] ?? "")[depthOf(fanOut)] ?? 0;
      return instancesOf(items, fanOut).instances < items;
    }),
  );
}
