// What is proven not to throw really cannot; what may throw keeps its place before the next effect.
import { expect, test } from "vitest";
import type { Expression } from "../../runtime/contract/index.js";
import { type LoweredText, lowerAll, onlyPipeline } from "./lowering.js";
import { sourceOf } from "./programs.js";

const module = `
interface Row { name: string; score: number; tags: string[]; inner: { x: number } }
export const read = step(async (): Promise<{ rows: Row[]; by: Record<string, Row>; row: Row; maybe: Row | null; big: bigint; when: Date; text: string }> => { throw new Error(); });
const parse = { json: (text: string): number => JSON.parse(text) };
const strict = (x: number): number => { if (x > 1) throw new Error(); return x; };
`;

/** Expressions over `d`, what the step above gives. */
const mayThrow = [
  // An element, or a value of a dictionary, may be missing.
  "d.rows[0]!.name",
  "d.rows[9].name",
  "d.by.a!.name + 1",
  "d.by.a.name + 1",
  "d.by['a'].name + 1",
  "d.maybe!.name + 1",
  "(d.maybe as Row).name + 1",
  "Object.keys(d.rows[9])",
  "Object.values(d.by.a.inner)",
  "Object.entries(d.maybe!)",
  "d.by[d.text].inner.x",
  // Texts of any length, patterns out of texts, locales out of texts.
  "d.text.padStart(d.row.score)",
  "d.text.padEnd(d.row.score)",
  "d.text.repeat(d.row.score)",
  "d.text.match(d.text)",
  "d.text.search(d.text)",
  "'a'.localeCompare('b', d.text)",
  "d.row.score.toLocaleString(d.text)",
  "new RegExp(d.text).test('x')",
  "d.text.normalize(d.text)",
  // Numbers of any size, bigints, dates.
  "d.row.score.toFixed(d.row.score)",
  "d.row.score.toString(d.row.score)",
  "BigInt(d.row.score)",
  "d.big / 0n",
  "d.big ** -1n",
  "+(d.big as never as number)",
  "d.when.toISOString()",
  "new Date(d.row.score).toISOString()",
  "new Array(d.row.score).length",
  "Number(d.big) + Math.max(...d.rows.map((r) => r.score))",
  "Math.max(...d.row.tags.map(Number))",
  "String.fromCharCode(...d.rows.map((r) => r.score))",
  "d.rows.concat(...d.rows.map((r) => [r]))",
  // Callbacks that throw, or are not looked into.
  "d.rows.map((r) => JSON.parse(r.name) as number)",
  "d.row.tags.map(parse.json)",
  "d.row.tags.map(d.text ? parse.json : Number)",
  "d.rows.map((r) => strict(r.score))",
  "[1].map(strict)",
  "d.rows.reduce((a, r) => (a.score > r.score ? a : r))",
  "d.rows.map((r) => r.tags[0].length)",
  "d.rows.map((r, i, all) => all[i + 1].name)",
  "d.rows.toSorted((a, b) => a.tags[0].length - b.score)",
  "d.rows.find((r) => r.score > 1)!.name",
  // Texts of what has none.
  "[Object.fromEntries([['toString', 1]])].join()",
  "[{ toString: null }].join()",
  "String({ toString: null })",
  "JSON.stringify({ a: d.big })",
  "structuredClone({ f: d.big })",
  "decodeURIComponent(d.text)",
  "encodeURIComponent(d.text)",
  "atob(d.text)",
  "strict(1)",
  "[...(d.maybe as never as number[])]",
  "(d.text as never as number[]).map((x) => x.toFixed())",
  "new Set(d.maybe!.tags).size",
  "d.row.tags.with(9, 'a')",
];
const cannotThrow = [
  "d.row.name",
  "d.row.inner.x",
  "d.row.name.length",
  "d.rows.length",
  "d.maybe?.name",
  "d.rows[0]?.name",
  "d.by.a?.name",
  "d.rows.at(0)?.inner",
  "d.rows.map((r) => r.score * 2)",
  "d.rows.filter((r) => r.score > 1).map((r) => r.name.toUpperCase())",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a program's text
  "`${d.text}: ${d.row.score}`",
  "d.row.score > 1 ? 'a' : d.text",
  "[...d.rows, d.row]",
  "{ ...d.row, score: 1 }",
  "{ ...d.maybe }",
  "Math.max(1, d.row.score)",
  "Object.keys(d.row).length",
  "d.row.tags.join('-')",
  "typeof d.rows[0]",
  "d.rows.some((r) => r.name.startsWith('a')) && d.row.tags.includes('x')",
  "!d.rows[0]",
  "d.rows.toSorted((a, b) => b.score - a.score)",
  "Number(d.text)",
  "d.text.split(',')",
  "d.row.tags.map(Number)",
  "d.row.tags.map((tag, i) => tag + i)",
  "d.when.getTime() - 1",
  "Object.entries(d.by).length",
  "[1, 2].includes(d.row.score)",
];

const source = (expression: string) => ({
  text: sourceOf({
    name: "",
    sets: [],
    module,
    body: `const d = await read(); const value = ${expression}; await publish("x"); return value;`,
  }),
});
const lowered = lowerAll([...mayThrow, ...cannotThrow].map(source));

/** Whether any of the pipeline's expressions may throw. */
function throwsIn(index: number): boolean {
  const { structure, result } = onlyPipeline(lowered[index] as LoweredText);
  let found = false;
  JSON.stringify([structure, result], (_, value: Expression | null) => {
    if (value !== null && typeof value === "object" && value.kind === "glue" && value.throws) found = true;
    return value;
  });
  return found;
}

test.each(mayThrow.map((expression, index) => [expression, index] as const))("may throw: %s", (_, index) => {
  expect(throwsIn(index)).toBe(true);
});
test.each(cannotThrow.map((expression, index) => [expression, index] as const))("cannot throw: %s", (_, index) => {
  expect(throwsIn(mayThrow.length + index)).toBe(false);
});
