// Changes by example: the text before, the text after; what comes after is accepted.
import { expect, test } from "vitest";
import { changedText } from "../../compiler/diagnostics/index.js";
import { type LoweredText, lowerAll, onlyPipeline } from "./lowering.js";
import { sourceOf } from "./programs.js";

const xs = "const xs = await rows({ count: n });";
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: programs' texts
const rowsOf: readonly (readonly [before: string, after: string, module?: readonly [before: string, after: string]])[] = [
  // Promises.
  ["double(n); return 1;", "await double(n); return 1;"],
  ["const a = double(n); return 1;", "const a = await double(n); return 1;"],
  [`${xs} xs.map((x) => double(x)); return 1;`, `${xs} await Promise.all(xs.map((x) => double(x))); return 1;`],
  ["return [double(n)].length;", "return [await double(n)].length;"],
  ["return { a: double(n) };", "return { a: await double(n) };"],
  [
    "const { left } = await (pair(n)); const p = double(n); return { p };",
    "const { left } = await (pair(n)); const p = double(n); return { p: await p };",
  ],
  [
    `${xs} const ys = await xs.map((x) => double(x)); return 1;`,
    `${xs} const ys = await Promise.all(xs.map((x) => double(x))); return 1;`,
  ],
  [`void double(n); return 1;`, `await double(n); return 1;`],
  [`${xs} xs.forEach(async (x) => { await double(x); });`, `${xs} await Promise.all(xs.map(async (x) => { await double(x); }));`],
  [`${xs} xs.forEach((x) => double(x));`, `${xs} await Promise.all(xs.map(async (x) => double(x)));`],
  // Copies.
  [`${xs} return xs.sort((a, b) => b - a)[0];`, `${xs} return [...xs].sort((a, b) => b - a)[0];`],
  [`${xs} const back = xs.reverse(); return back;`, `${xs} const back = [...xs].reverse(); return back;`],
  [
    "const a: number[] = []; const b = a; a.push(await double(n)); return b;",
    "const a: number[] = []; const b = [...a]; a.push(await double(n)); return b;",
  ],
  [
    "const a: number[] = []; const b = { a }; a.push(await double(n)); return b;",
    "const a: number[] = []; const b = { a: [...a] }; a.push(await double(n)); return b;",
  ],
  [
    "const a: Record<string, number> = {}; const b = a; a.x = await double(n); return b;",
    "const a: Record<string, number> = {}; const b = { ...a }; a.x = await double(n); return b;",
  ],
  // Constructs.
  ["var x = await double(n); return x;", "let x = await double(n); return x;"],
  [
    "let s = ''; for (const key in { a: 1 }) s += key; return [s, await double(n)];",
    "let s = ''; for (const key of Object.keys({ a: 1 })) s += key; return [s, await double(n)];",
  ],
  [`${xs} const it = xs.values(); return it;`, `${xs} const it = [...xs.values()]; return it;`],
  [
    "let x = 1; const y = (x = 2) + 1; return [x, y, await double(n)];",
    "let x = 1; x = 2;\nconst y = x + 1; return [x, y, await double(n)];",
  ],
  ["let x = 1; const y = x++; return [x, y, await double(n)];", "let x = 1; const y = x;\nx++; return [x, y, await double(n)];"],
  ["let x = 1; return await double(++x);", "let x = 1; ++x;\nreturn await double(x);"],
  // Texts that are the same everywhere.
  [
    "return ['b', 'a'].toSorted((a, b) => a.localeCompare(b)).concat(String(await double(n)));",
    "return ['b', 'a'].toSorted((a, b) => a.localeCompare(b, \"en\")).concat(String(await double(n)));",
  ],
  ["return n.toLocaleString() + (await double(n));", 'return n.toLocaleString("en") + (await double(n));'],
  ["return n.toLocaleString(undefined) + (await double(n));", 'return n.toLocaleString("en") + (await double(n));'],
  ["return [String(new Date(n)), await double(n)];", "return [String(new Date(n).toISOString()), await double(n)];"],
  [
    "return [new Date('2020-01-01T10:00').getTime(), await double(n)];",
    "return [new Date('2020-01-01T10:00Z').getTime(), await double(n)];",
  ],
  [
    "return [new Date(`2020-01-01T0${n}:00`).getTime(), await double(n)];",
    "return [new Date(`2020-01-01T0${n}:00Z`).getTime(), await double(n)];",
  ],
  ["return [new Error('x').stack, await double(n)];", "return [new Error('x').message, await double(n)];"],
  // Errors.
  ["if (n > 100) throw 'too many'; return await double(n);", "if (n > 100) throw new Error('too many'); return await double(n);"],
  [
    "try { return await double(n); } catch (e) { return { e }; }",
    "try { return await double(n); } catch (e) { return { e: (e as Error).message }; }",
  ],
  // Helpers.
  [
    "return await later(await double(n));",
    "return await later(await double(n));",
    [
      "export const later = async (x: number): Promise<number> => x;",
      "export const later = step(async (x: number): Promise<number> => x);",
    ],
  ],
  [
    "return await later(await double(n));",
    "return await later(await double(n));",
    [
      "export async function later(x: number): Promise<number> { return x; }",
      "export const later = step(async function later(x: number): Promise<number> { return x; });",
    ],
  ],
];

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: programs' texts

const textOf = (body: string, module?: string) =>
  sourceOf({ name: "", body, sets: [], ...(module === undefined ? {} : { module }) });
const sources = rowsOf.flatMap(([before, after, module]) => [
  { text: textOf(before, module?.[0]) },
  { text: textOf(after, module?.[1]) },
]);
const lowered = lowerAll(sources, { node: true });

test.each(rowsOf.map(([before, after], index) => [before, after, index] as const))("%s", (_before, _after, index) => {
  const [source, wanted] = [sources[2 * index]?.text ?? "", sources[2 * index + 1]?.text ?? ""];
  const change = lowered[2 * index]?.diagnostics.find((one) => one.change)?.change;
  expect(change && changedText(change, source)).toBe(wanted);
  onlyPipeline(lowered[2 * index + 1] as LoweredText);
});

const withoutChange = [
  "Promise.race([double(n)]);",
  `${xs} xs.sort(); return xs;`,
  "return [new Date(), await double(n)];",
  "let x = 1; const y = x + (x = 2); return [x, y, await double(n)];",
  "let x = 1; const y = n > 1 ? (x = 2) : 3; return [x, y, await double(n)];",
  "const f = () => double(n); f(); return 1;",
  "return await double(Math.random());",
];
const refused = lowerAll(
  withoutChange.map((body) => ({ text: textOf(body) })),
  { node: true },
);

test.each(withoutChange.map((body, index) => [body, index] as const))(
  "no change where the author has to decide: %s",
  (_, index) => {
    const diagnostics = refused[index]?.diagnostics ?? [];
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics.filter((one) => one.change)).toEqual([]);
  },
);
