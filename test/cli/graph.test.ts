// What `zenc graph` draws: the author's own constructs, for all that the language has; every call once, in every format.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pc from "picocolors";
import { expect, test } from "vitest";
import { graphOf } from "../../cli/graph/derive.js";
import { graphDocument } from "../../cli/graph/document.js";
import { dotOf } from "../../cli/graph/dot.js";
import { drawGraph } from "../../cli/graph/draw.js";
import { mermaidOf } from "../../cli/graph/mermaid.js";
import type { Pipeline } from "../../compiler/ir/index.js";
import { callsOf } from "../../runtime/history/index.js";
import { controlPrograms } from "../lower/control-programs.js";
import { type LoweredText, lowerAll } from "../lower/lowering.js";
import { sourceOf } from "../lower/programs.js";

const shapes = fileURLToPath(new URL("../conformance", import.meta.url));
const plain = pc.createColors(false);
const draw = (pipeline: Pipeline): string => drawGraph(graphOf(pipeline), pipeline, plain, 80);

/** The file's last pipeline: those before it are called by it. */
function lastOf({ pipelines, diagnostics }: LoweredText): Pipeline {
  const pipeline = pipelines.at(-1);
  if (!pipeline) throw new Error(diagnostics.map(({ message }) => message).join("\n") || "No pipeline.");
  return pipeline;
}

const drawn = [
  "failures/inner-finally",
  "failures/throw",
  "failures/rethrow",
  "failures/try-in-loop",
  "failures/exit-through-finally",
  "graphs/loop-in-fan-out",
  "graphs/fan-out-three-deep",
  "constructs/fan-out-with-everything",
  "constructs/nested-loops",
  "constructs/for-of-leave",
  "constructs/do-while",
  "constructs/pipeline-calls",
  "constructs/pipeline-in-fan-out",
] as const;

test("drawings of shapes", async () => {
  const lowered = lowerAll(
    drawn.map((name) => ({ text: readFileSync(join(shapes, name, "pipeline.ts"), "utf8") })),
    { node: true },
  );
  const drawings = lowered.map((one, at) => `# ${drawn[at]}\n\n${draw(lastOf(one)).split("\n").slice(2, -2).join("\n")}\n`);
  await expect(drawings.join("\n")).toMatchFileSnapshot("drawings.txt");
});

test("every program is drawn in all formats, with each call once and no word of lowering's own", () => {
  const lowered = lowerAll(
    controlPrograms.map((program) => ({ text: sourceOf(program), ...(program.others ? { others: program.others } : {}) })),
  );
  for (const [at, one] of lowered.entries()) {
    const { name } = controlPrograms[at] as (typeof controlPrograms)[number];
    const pipeline = lastOf(one);
    const graph = graphOf(pipeline);
    const calls = callsOf(pipeline.structure).map(({ call }) => call.id as string);
    const text = draw(pipeline);
    const marked = [...text.matchAll(/^[│ ]*[○●◎◆] ([\w-]+)(?: |$)/gm)].map(([, id]) => id);
    expect(marked.slice(0, calls.length), name).toEqual(calls);
    expect(text, name).not.toMatch(/\b(?:thrown|pending|failure)\b/);
    expect(text, name).not.toMatch(/\w\$\d/);
    const { nodes, scopes } = JSON.parse(JSON.stringify(graphDocument(pipeline, graph)));
    expect(
      nodes.map(({ id }: { id: string }) => id),
      name,
    ).toEqual(calls);
    const known = new Set(scopes.map(({ id }: { id: string }) => id));
    expect(known.size, name).toBe(scopes.length);
    for (const { within } of [...nodes, ...scopes]) for (const { scope } of within) expect(known, name).toContain(scope);
    checkMermaid(mermaidOf(graph), calls);
    checkDot(dotOf(graph, pipeline.name), calls);
  }
});

/** Every call is a box, every arrow is between boxes, every frame is closed. */
function checkMermaid(text: string, calls: readonly string[]): void {
  const boxes = new Map([...text.matchAll(/^ +(n\d+)[[({]+"?(.*?)"?[\])}]+$/gm)].map(([, id, label]) => [id, label]));
  for (const call of calls) expect([...boxes.values()]).toContain(call);
  for (const [, from, to] of text.matchAll(/^ +(\S+) -\.?->(?:\|[^|]*\|)? (\S+)$/gm)) {
    expect(boxes.has(from as string) && boxes.has(to as string), text).toBe(true);
  }
  expect(text.match(/^ +subgraph /gm)?.length ?? 0).toBe(text.match(/^ +end$/gm)?.length ?? 0);
}

function checkDot(text: string, calls: readonly string[]): void {
  const boxes = [...text.matchAll(/^ +"((?:[^"\\]|\\.)+)"(?: \[.*\])?;$/gm)].map(([, id]) => id);
  expect(boxes).toEqual(expect.arrayContaining([...calls]));
  for (const [, from, to] of text.matchAll(/^ +"([^"]+)" -> "([^"]+)"/gm))
    expect(boxes).toEqual(expect.arrayContaining([from, to]));
}
