// What the structure looks like: the shapes that wiring and people rely on, and the laws of its ids.
import { describe, expect, test } from "vitest";
import type { Block, StructureNode } from "../../runtime/contract/index.js";
import { type LoweredText, lowerAll, lowerText, onlyPipeline } from "./lowering.js";
import { type Program, programs, sourceOf } from "./programs.js";

const lower = (body: string, more: Partial<Program> = {}) =>
  onlyPipeline(lowerText(sourceOf({ name: "", body, sets: [], ...more }), more.others ?? {}));
const shapeOf = (body: string, more: Partial<Program> = {}) => {
  const { structure, result, glue } = lower(body, more);
  return { structure, result, glue: glue.map((one) => `${one.id} = ${one.text}`) };
};

test("a linear pipeline", () => {
  expect(shapeOf(`const xs = await rows({ count: n }); const s = await sum(xs); return { s, n };`)).toMatchSnapshot();
});
test("a branch with a join", () => {
  expect(shapeOf(`let a = await double(n); if (a > 3) { a = await add(a, 1); } return a;`)).toMatchSnapshot();
});
test("an early return sinks the rest", () => {
  expect(
    shapeOf(`const a = await double(n); if (a > 3) return "big"; await notify("small", a); return "small";`),
  ).toMatchSnapshot();
});
test("a fan-out", () => {
  expect(
    shapeOf(
      `const xs = await rows({ count: n }); return await Promise.all(xs.map(async (x, i) => { const d = await double(x); return d > 4 ? await add(d, i) : d; }));`,
    ),
  ).toMatchSnapshot();
});

test("what is returned from both sides field by field waits field by field", () => {
  const { result } = lower(`if (n > 2) { return { a: await double(n), b: 1 }; } return { a: 0, b: await add(n, 1) };`);
  expect(result.kind).toBe("object");
});
test("members of a Promise.all have no false dependencies", () => {
  const { structure } = lower(`const [a, b] = await Promise.all([double(n), add(n, 1)]); await notify("a", a); return b;`);
  expect(structure.find((node) => node.kind === "call" && node.step === "notify")).toMatchObject({ after: ["double", "add"] });
});
test("node ids never take the name of a step", () => {
  const module = `export const double_2 = step(async (x: number): Promise<number> => x); export const if_1 = step(async (x: number): Promise<number> => x);`;
  const { structure } = lower(
    `const a = await double(n); const b = await double(a); const c = await double_2(b); let d = await if_1(c); if (d > 1) { d = await double(d); } return d;`,
    { module },
  );
  const ids = structure.map((node) => node.id);
  expect(ids.slice(0, 4)).toEqual(["double", "double_3", "double_2", "if_1"]);
  expect(ids).toContain("if_2");
});
test("defaults of the schema are only selected", () => {
  expect(lower(`return n;`).glue).toEqual([]);
});
test("arguments that only move values are structure, without glue", () => {
  const { glue } = lower(`const m = await fit([n], { rate: 0.5, epochs: 1 }); return { m, list: [m.weights, ...m.weights] };`);
  expect(glue).toEqual([]);
});
test("glue names the module and has no types", () => {
  const { glue } = lower(
    `const xs = (await rows({ count: n })) as readonly number[]; const y = xs.map<string>((x: number): string => String(x!)); return y;`,
  );
  expect(glue.map((one) => one.text)).toEqual(["(xs$1) => (xs$1.map((x) => String(x)))"]);
});
test("glue that cannot throw is proven so", () => {
  const throwsOf = (body: string, more: Partial<Program> = {}) =>
    lower(body, more).structure.flatMap((node) => (node.kind === "let" && node.value.kind === "glue" ? [node.value.throws] : []));
  const xs = "const xs = await rows({ count: n });";
  expect(throwsOf(`${xs} const a = xs.map((x) => x * 2); return a;`)).toEqual([false]);
  expect(throwsOf(`${xs} const a = xs[0]!.toFixed(2); return a;`)).toEqual([true]);
  expect(throwsOf(`${xs} const a = xs.reduce((p, q) => p + q); return a;`)).toEqual([true]);
  expect(throwsOf(`const a = \`\${n}:\${n + 1}\`; return a;`)).toEqual([false]);
  expect(
    throwsOf(`const a = parse(String(n)); return a;`, { module: `const parse = (text: string): number => JSON.parse(text);` }),
  ).toEqual([true]);
});

describe("laws", () => {
  const sources = programs.map((program) => ({ text: sourceOf(program), ...(program.others ? { others: program.others } : {}) }));
  const lowered = lowerAll(sources);
  const commented = lowerAll(sources.map((source) => ({ ...source, text: `// A comment.\n${source.text}` })));
  const all = programs.map((program, index) => [program.name, index] as const);
  test.each(all)("ids and variables are unique, comments change nothing: %s", (_, index) => {
    const pipeline = onlyPipeline(lowered[index] as LoweredText);
    const nodes = nodesOf(pipeline.structure);
    const ids = nodes.map((node) => node.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
    for (const id of ids) expect(pipeline.spans.has(id)).toBe(true);
    const outs = nodes.flatMap((node) =>
      node.kind === "if" ? node.joins.map((join) => join.out) : "out" in node ? [node.out] : [],
    );
    expect(new Set(outs).size).toBe(outs.length);
    for (const out of outs) expect(pipeline.names.has(out)).toBe(true);
    const again = onlyPipeline(commented[index] as LoweredText);
    expect(again.structure).toEqual(pipeline.structure);
    expect(again.glue.map((one) => one.text)).toEqual(pipeline.glue.map((one) => one.text));
  });
});

function nodesOf(block: Block): readonly StructureNode[] {
  return block.flatMap((node) => {
    if (node.kind === "if") return [node, ...nodesOf(node.then), ...nodesOf(node.otherwise)];
    return node.kind === "map" ? [node, ...nodesOf(node.body)] : [node];
  });
}
