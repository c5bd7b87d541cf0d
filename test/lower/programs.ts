import { controlPrograms } from "./control-programs.js";

// Programs for the oracle: a body over the steps below, and the parameter sets that it is called with.
export interface Program {
  readonly name: string;
  /** The parameters' pattern and type, then the body. */
  readonly parameters?: string;
  readonly body: string;
  /** Declarations of the module, before the pipeline. */
  readonly module?: string;
  readonly others?: Readonly<Record<string, string>>;
  readonly sets: readonly Readonly<Record<string, unknown>>[];
  /** Steps run beside a failure that is caught, which the plain call does not reach: calls are not compared. */
  readonly beside?: true;
}

const prelude = `
import { deployer, evaluator, pipeline, step, trainer } from "zenc";
interface Report { score: number; ok: boolean; name: string }
export const rows = step(async ({ count }: { count: number }): Promise<number[]> => Array.from({ length: count }, (_, i) => i + 1));
export const add = step(async (a: number, b: number): Promise<number> => a + b);
export const double = step(async (a: number): Promise<number> => a * 2);
export const pair = step(async (a: number): Promise<{ left: number; right: number[]; deep: { x: number; y?: string } }> => ({ left: a, right: [a, a + 1], deep: { x: a } }));
export const report = evaluator(async (score: number): Promise<Report> => ({ score, ok: score > 3, name: "r" + score }));
export const maybe = step(async (a: number): Promise<number | null> => (a > 2 ? a : null));
export const isBig = step(async (a: number): Promise<boolean> => a > 5);
export const plus = step((a: number, b: number): number => a + b);
export const fit = trainer(async (data: number[], hyper: { rate: number; epochs: number }): Promise<{ weights: number[]; rate: number }> => ({ weights: data.map((x) => x * hyper.rate), rate: hyper.rate }));
export const sum = step(async (xs: number[]): Promise<number> => xs.reduce((a, b) => a + b, 0));
export const publish = deployer(async (label: string): Promise<void> => { void label; });
export const notify = step(async (label: string, value: number): Promise<void> => { void label; void value; });
export const fail = step(async (message: string): Promise<number> => { throw new Error(message); });
export const describe = step(async (xs: Record<string, number>): Promise<string> => JSON.stringify(xs));
`;

/** The module's text. */
export function sourceOf(program: Program): string {
  const parameters = program.parameters ?? "{ n = 3 }: { n?: number }";
  return `${prelude}\n${program.module ?? ""}\nexport const main = pipeline("main", async (${parameters}) => {\n${program.body}\n});\n`;
}

const numbers = [{ n: 0 }, { n: 1 }, { n: 4 }, { n: 7 }, {}];

export const programs: readonly Program[] = [
  ...controlPrograms,
  {
    name: "linear",
    body: `const xs = await rows({ count: n }); const s = await sum(xs); return await double(s);`,
    sets: numbers,
  },
  { name: "nested calls", body: `return await add(await double(await add(n, 1)), await double(2));`, sets: numbers },
  { name: "no return", body: `await double(n);`, sets: numbers },
  {
    name: "diamond",
    body: `const a = await double(n); const b = await add(a, 1); const c = await add(a, 2); return await add(b, c);`,
    sets: numbers,
  },
  { name: "selection", body: `const p = await pair(n); return await add(p.left, p.right[1]!) + p.deep.x;`, sets: numbers },
  {
    name: "destructuring",
    body: `const { left, right: [first, second = 9, third = 5], deep: { x: inner, y = "none" }, ...rest } = await pair(n); const [a, ...others] = await rows({ count: n + 1 }); return { left, first, second, third, inner, y, rest, a, others, total: await add(left, first!) };`,
    sets: numbers,
  },
  {
    name: "glue",
    body: `const xs = await rows({ count: n }); const best = xs.filter((x) => x % 2 === 0).sort((a, b) => b - a)[0] ?? -1; return \`\${best}:\${await double(best)}:\${xs.map((x) => x ** 2).join()}\`;`,
    sets: numbers,
  },
  { name: "if without else", body: `let a = await double(n); if (a > 3) a = await add(a, 100); return a;`, sets: numbers },
  {
    name: "if else join",
    body: `const a = await double(n); let r: number; if (a > 3) { r = await add(a, 1); } else { r = await double(a); } return await add(r, 1);`,
    sets: numbers,
  },
  {
    name: "nested if",
    body: `let r = 0; if (n > 0) { const a = await double(n); if (a > 5) { r = await add(a, 1); } else { r = a; } } else r = await double(50); return r;`,
    sets: numbers,
  },
  {
    name: "else if chain",
    body: `let r = "none"; if (n === 0) r = "zero"; else if (n === 1) { r = "one" + (await double(n)); } else if (n < 5) r = "some"; else { await notify("many", n); r = "many"; } return r;`,
    sets: numbers,
  },
  {
    name: "early return",
    body: `const a = await double(n); if (a > 5) return "big"; const b = await add(a, 1); if (b === 3) { return { b }; } return await sum([a, b]);`,
    sets: numbers,
  },
  {
    name: "early return in nested if",
    body: `if (n > 0) { const a = await double(n); if (a > 5) { return a; } await notify("small", a); } const z = await double(21); return z + 1;`,
    sets: numbers,
  },
  { name: "return in both", body: `if (n > 2) { return await double(n); } else { return await add(n, 1); }`, sets: numbers },
  {
    name: "guarded many",
    body: `if (n === 0) return "0"; if (n === 1) return "1"; const a = await double(n); if (a === 8) { await publish("eight"); return a; } await publish("rest"); return -a;`,
    sets: numbers,
  },
  {
    name: "switch",
    parameters: `{ mode = "a", n = 2 }: { mode?: "a" | "b" | "c" | "d" | "e"; n?: number }`,
    body: `let r = 0; switch (mode) { case "a": r = await double(n); break; case "b": case "c": { if (n > 3) break; r = await add(n, 10); break; } case "d": return "d"; default: r = -1; } return r + 1;`,
    sets: ["a", "b", "c", "d", "e"].flatMap((mode) => [
      { mode, n: 1 },
      { mode, n: 5 },
    ]),
  },
  {
    name: "switch with default in the middle",
    body: `switch (n) { case 0: return "zero"; default: await notify("default", n); break; case 4: return await double(n); } return "end";`,
    sets: numbers,
  },
  {
    name: "switch all return",
    body: `switch (await double(n)) { case 0: return "z"; case 2: return await double(1); default: return "o"; }`,
    sets: numbers,
  },
  { name: "ternary", body: `const r = n > 2 ? await double(n) : await add(n, 1); return r + (n > 5 ? 1 : 0);`, sets: numbers },
  {
    name: "and or nullish",
    body: `const a = (await maybe(n)) ?? (await double(10)); const b = n > 3 && (await isBig(n)); const c = (await maybe(n)) || (await add(n, 1)); return { a, b, c };`,
    sets: numbers,
  },
  {
    name: "condition with steps",
    body: `if ((await isBig(n)) && (await isBig(n + 1))) return "both"; if (!(await isBig(n + 3)) || n === 4) return "none"; return "one";`,
    sets: [...numbers, { n: 5 }, { n: 6 }],
  },
  {
    name: "parallel",
    body: `const [a, b] = await Promise.all([double(n), add(n, 1)]); const [c, d] = await Promise.all([double(a), Promise.resolve === undefined ? 1 : 2] as const); return [a, b, c, d];`.replace(
      "Promise.resolve === undefined ? 1 : 2",
      "n + 2",
    ),
    sets: numbers,
  },
  {
    name: "promise awaited later",
    body: `const p = double(n); const q = add(n, 1); const a = await p; return a + (await q);`,
    sets: numbers,
  },
  {
    name: "unrolled for of",
    body: `let total = 0; for (const rate of [1, 2, 3]) { const x = await double(rate + n); total += x; } return total;`,
    sets: numbers,
  },
  {
    name: "unrolled with break and continue",
    body: `let total = 0; for (const k of [1, 2, 3, 4]) { if (k === n) continue; const x = await add(total, k); if (x > 6) break; total = x; } return total;`,
    sets: numbers,
  },
  {
    name: "unrolled with return",
    body: `for (const k of [1, 2, 3]) { const x = await double(k); if (x > n) return { k, x }; } return null;`,
    sets: numbers,
  },
  {
    name: "unrolled entries",
    body: `const out: string[] = []; for (const [i, name] of ["x", "y"].entries()) { out.push(name + i + (await double(i + n))); } return out;`,
    sets: numbers,
  },
  {
    name: "unrolled conditional push",
    body: `const out: number[] = []; for (const k of [1, 2, 3]) { if (await isBig(k + n)) out.push(k); } out.push(99); return { out, count: out.length, total: await sum(out) };`,
    sets: numbers,
  },
  {
    name: "object built in a loop",
    body: `const scores: Record<string, number> = {}; for (const k of ["a", "b"]) { scores[k] = await double(n + k.length); } scores.c = n; return { text: await describe(scores), scores };`,
    sets: numbers,
  },
  {
    name: "unrolled for index",
    body: `const names = ["a", "b", "c"] as const; let text = ""; for (let i = 0; i < names.length; i++) { text = text + names[i] + (await double(i)); } return text;`,
    sets: numbers,
  },
  {
    name: "unrolled map",
    body: `const all = await Promise.all([0.1, 0.01].map((rate) => fit([n, n + 1], { rate, epochs: 5 }))); const best = all[0]!; return { best: best.rate, all, n: all.length };`,
    sets: numbers,
  },
  {
    name: "unrolled map over module constant",
    module: `const rates = [0.5, 0.25] as const; const settings = { epochs: 3, names: ["p", "q"] } as const;`,
    body: `return await Promise.all(rates.map(async (rate, i) => { const m = await fit([n], { rate, epochs: settings.epochs }); return { ...m, name: settings.names[i]! }; }));`,
    sets: numbers,
  },
  {
    name: "fan-out",
    body: `const xs = await rows({ count: n }); const ys = await Promise.all(xs.map((x) => double(x))); return ys;`,
    sets: numbers,
  },
  {
    name: "fan-out of a step",
    body: `const xs = await rows({ count: n }); return await Promise.all(xs.map(double));`,
    sets: numbers,
  },
  {
    name: "fan-out with body",
    body: `const xs = await rows({ count: n }); return await Promise.all(xs.map(async (x, i) => { const a = await double(x); if (a > 6) return { big: a }; let b = a; if (i > 0) { b = await add(a, i); } return { small: b, i, n }; }));`,
    sets: numbers,
  },
  {
    name: "fan-out from length",
    body: `const m = await double(n); return await Promise.all(Array.from({ length: m }, async (_, i) => await add(i, n)));`,
    sets: numbers,
  },
  {
    name: "fan-out with destructuring and effects",
    body: `const xs = await rows({ count: n }); const reports = await Promise.all(xs.map((x) => report(x))); await Promise.all(reports.map(async ({ name, score, ok }) => { if (ok) { await notify(name, score); } })); return reports.filter((r) => r.ok).length;`,
    sets: numbers,
  },
  {
    name: "fan-out over literal with parameters",
    body: `return await Promise.all([n, n + 1, n * 2].map((x) => add(x, 1)));`,
    sets: numbers,
  },
  {
    name: "gather and go on",
    body: `const xs = await rows({ count: n }); const ys = await Promise.all(xs.map(double)); const zs = await Promise.all(ys.map((y, i) => add(y, xs[i]!))); return await sum(zs);`,
    sets: numbers,
  },
  {
    name: "effects in order",
    body: `await notify("first", n); const a = await double(n); await publish("second"); if (n > 2) { await notify("third", a); await publish("inner"); } await notify("last", 0); return a;`,
    sets: numbers,
  },
  {
    name: "effects in parallel lists",
    body: `await publish("start"); await Promise.all([publish("a"), notify("b", 1)].slice(0)); await publish("end");`.replace(
      ".slice(0)",
      "",
    ),
    sets: [{ n: 1 }],
  },
  {
    name: "helpers",
    module: `const square = (x: number): number => x * x; function label(xs: readonly number[]): string { const out: string[] = []; for (const x of xs) { if (x > 1) out.push(String(x)); } return out.join("-"); } const table = new Map([[1, "one"]]);`,
    body: `const local = (x: number) => square(x) + n; const xs = await rows({ count: n }); return { a: xs.map(local), b: label(xs), c: local(await double(2)), d: table.get(n) ?? "?" };`,
    sets: numbers,
  },
  {
    name: "imported helpers",
    module: `import { clamp, LIMITS as limits, Color } from "./helpers.js";`,
    others: {
      "helpers.ts": `export enum Color { Red = "red", Green = "green" }\nexport const LIMITS = { low: 1, high: 5 };\nexport function clamp(x: number, { low, high }: { low: number; high: number }): number { return Math.min(high, Math.max(low, x)); }\n`,
    },
    body: `const c = clamp(await double(n), limits); const color = c > 3 ? Color.Red : Color.Green; return { c, color, d: await add(c, limits.high) };`,
    sets: numbers,
  },
  {
    name: "glue statements",
    body: `const xs = await rows({ count: n }); let total = 0; let best = -1; const seen: number[] = []; for (const x of xs) { if (x === 2) continue; total += x; if (x > best) { best = x; } seen.push(x); } let k = 0; while (k < n) k++; return { total, best, seen, k, again: await add(total, best) };`,
    sets: numbers,
  },
  {
    name: "glue if",
    body: `let level = "low"; let count = 0; if (n > 3) { level = "high"; count++; } else if (n === 1) level = "one"; return [level, count, await double(count)];`,
    sets: numbers,
  },
  {
    name: "let over steps",
    body: `let x = await double(n); x = await add(x, 1); x += await double(x); x++; return x;`,
    sets: numbers,
  },
  { name: "swap", body: `let a = await double(n); let b = await add(n, 1); [a, b] = [b, a]; return { a, b };`, sets: numbers },
  {
    name: "logical assignment",
    body: `let a = await maybe(n); a ??= await double(7); let b: number | null = n; b &&= await add(b, 1); return { a, b };`,
    sets: numbers,
  },
  {
    name: "optional chains",
    parameters: `{ config, n = 1 }: { config?: { rate?: number; tags?: string[] }; n?: number }`,
    body: `const rate = config?.rate ?? 0.5; const tag = config?.tags?.[0]?.toUpperCase(); return { rate: await add(rate, n), tag, has: config?.tags !== undefined };`,
    sets: [{}, { config: {} }, { config: { rate: 2, tags: ["a"] } }, { config: { tags: [] } }],
  },
  {
    name: "default from another parameter",
    parameters: `{ n = 2, m = n * 2, name = \`p\${n}\` }: { n?: number; m?: number; name?: string }`,
    body: `return { m: await double(m), name };`,
    sets: [{}, { n: 5 }, { m: 1 }, { name: "z", n: 1 }],
  },
  {
    name: "whole parameters",
    parameters: `options: { n: number; deep: { list: number[] } }`,
    body: `const { deep: { list }, ...rest } = options; return { s: await sum(list), rest, t: await double(options.n) };`,
    sets: [
      { n: 1, deep: { list: [1, 2] } },
      { n: 3, deep: { list: [] } },
    ],
  },
  { name: "no parameters", parameters: ``, body: `return await double(4);`, sets: [{}] },
  {
    name: "constants fold",
    module: `const debug = false; const mode: "fast" | "slow" = "fast";`,
    body: `if (debug) await publish("never"); const e = mode === "fast" ? 1 : 2; let r = await add(n, e); if (mode !== "fast") { r = await double(r); } return r;`,
    sets: numbers,
  },
  { name: "synchronous step", body: `const a = plus(n, 1); return plus(await double(a), a);`, sets: numbers },
  {
    name: "failing step",
    body: `const a = await double(n); const f = await fail("boom"); await publish("never"); return a + f;`,
    sets: [{ n: 1 }],
  },
  { name: "failing in a branch", body: `if (n > 2) { await fail("big"); } await publish("done"); return n;`, sets: numbers },
  {
    name: "throwing glue",
    body: `const xs = await rows({ count: n }); const first = xs[0]!.toFixed(1); await publish("after"); return n > 3 ? first : "none";`,
    sets: [{ n: 0 }, { n: 5 }],
  },
  {
    name: "unused throwing glue",
    parameters: `{ text }: { text: string }`,
    body: `const parsed: { a: number } = JSON.parse(text); await publish("valid"); return 1;`,
    sets: [{ text: "{}" }, { text: "{" }],
  },
  {
    name: "types everywhere",
    body: `type Row = { v: number }; const xs = (await rows({ count: n })) as readonly number[]; const r: Row[] = xs.map<Row>((v: number): Row => ({ v } satisfies Row)); const f = <T,>(x: T): T => x; const g = xs.map((x) => f<number>(x)!); return { r, g, d: await double((n as number)!) };`,
    sets: numbers,
  },
  {
    name: "shorthand and spread",
    body: `const a = await double(n); const base = { a, z: 1 }; const more = { ...base, n, z: 2 }; const dyn = { ...(await pair(n)), a }; return { more, dyn, list: [...(await rows({ count: n })), a, ...[1, 2]] };`,
    sets: numbers,
  },
  {
    name: "known object fields",
    body: `const box = { a: await double(n), b: await add(n, 1) }; const { a, ...others } = box; let r = box; if (n > 2) { r = { a: await double(100), b: box.b }; } return { a, others, r, keys: Object.keys(box), vs: Object.values(box) };`,
    sets: numbers,
  },
  {
    name: "shadowing",
    body: `const x = await double(n); let r = x; if (n > 0) { const x = await add(r, 1); { const x = "inner"; r += x.length; } r += x; } const f = (x: number) => x + r; return [x, r, [1, 2].map((x) => f(x))];`,
    sets: numbers,
  },
  {
    name: "closure over a changed variable",
    body: `let r = 1; const f = (x: number) => x * r; const a = f(n); r = await double(5); const b = f(n); return [a, b];`,
    sets: numbers,
  },
  {
    name: "reduce and grouping",
    body: `const xs = await rows({ count: n }); const groups = xs.reduce<Record<string, number>>((into, x) => { const k = x % 2 === 0 ? "even" : "odd"; into[k] = (into[k] ?? 0) + x; return into; }, {}); return await describe(groups);`,
    sets: numbers,
  },
  {
    name: "return inside unrolled callback",
    body: `const rs = await Promise.all([1, 2, 3].map(async (k) => { if (k > n) return "skip"; const d = await double(k); return d > 3 ? "big" : "small"; })); return rs;`,
    sets: numbers,
  },
  {
    name: "long chain of ifs over one variable",
    body: `let x = n; ${Array.from({ length: 10 }, (_, i) => `if (x > ${i}) { x = await add(x, ${i % 3}); }`).join(" ")} return x;`,
    sets: numbers,
  },
  {
    name: "let in fan-out",
    body: `const xs = await rows({ count: n }); return await Promise.all(xs.map(async (x) => { let best = x; for (const k of [1, 2]) { const c = await add(best, k); if (c > 4) best = c; } return best; }));`,
    sets: numbers,
  },
  {
    name: "async callback without steps",
    body: `const xs = await rows({ count: n }); const ys = await Promise.all(xs.map(async (x) => x + 1)); return await sum(ys);`,
    sets: numbers,
  },
  {
    name: "dictionary of parallel",
    body: `const { a, b } = { a: await double(n), b: await double(n + 1) }; const list = await Promise.all([...[a, b].map((x) => double(x)), add(a, b)]); return list;`,
    sets: numbers,
  },
  {
    name: "return in a loop in a fan-out",
    body: `const xs = await rows({ count: n }); return await Promise.all(xs.map(async (x) => { for (const k of [1, 2, 3]) { const d = await add(x, k); if (d > 4) return { d, k }; } return null; }));`,
    sets: numbers,
  },
  {
    name: "break of a switch in a loop",
    body: `let t = 0; for (const k of [0, 1, 2, 3]) { switch (k) { case 0: continue; case 1: if (n > 3) break; t += await double(k); break; default: if (t > 5) return t; t += 1; } t += 10; if (t > 30) break; } return t;`,
    sets: numbers,
  },
  {
    name: "nested loops",
    body: `const seen: string[] = []; for (const a of [1, 2]) { for (const b of [1, 2, 3]) { if (b > n) break; if ((await add(a, b)) === 4) continue; seen.push(a + ":" + b); } } return seen;`,
    sets: numbers,
  },
  {
    name: "steps in arguments",
    body: `return await add(n > 2 ? await double(n) : 1, (await maybe(n)) ?? (await double(3)));`,
    sets: numbers,
  },
  {
    name: "effects around early returns",
    body: `await publish("a"); if (n === 1) { await publish("one"); return 1; } if (n > 5) return await double(n); await publish("b"); if (n === 4) { return 4; } await publish("c"); return 0;`,
    sets: numbers,
  },
  {
    name: "entries of a known object",
    body: `const out: Record<string, number> = {}; for (const [key, value] of Object.entries({ a: 1, b: n })) { out[key] = await double(value); } return out;`,
    sets: numbers,
  },
  {
    name: "hoisted and block-bodied functions",
    body: `const xs = await rows({ count: n }); const r = total(xs); function total(list: readonly number[]) { let sum = 0; for (const x of list) { sum += x; } return sum; } const by = ({ k, m = 2 }: { k: number; m?: number }) => k * m; return [r, by({ k: await double(n) }), [1, 2].map((k) => by({ k, m: n }))];`,
    sets: numbers,
  },
  {
    name: "spread arguments",
    body: `const args: [number, number] = [n, 2]; return await add(...args) + (await sum([...(await rows({ count: n })), ...args]));`,
    sets: numbers,
  },
  {
    name: "let without a value",
    body: `let a: number | undefined; let b: { x: number } | undefined; if (n > 1) { a = await double(n); b = { x: a }; } return { a, b, x: b?.x ?? -1, t: typeof a };`,
    sets: numbers,
  },
  {
    name: "names that look made up",
    module: `const n$1 = 5; const glue_1 = 6;`,
    body: `const a$1 = await double(n); const a = await add(a$1, 1); return { s: a + a$1 + n$1 + glue_1, o: { a$1, "quoted key": a, 3: n } };`,
    sets: numbers,
  },
  {
    name: "enum switch",
    module: `enum Mode { Fast = "fast", Slow = "slow" }`,
    parameters: `{ mode = "fast", n = 1 }: { mode?: "fast" | "slow"; n?: number }`,
    body: `switch (mode as Mode) { case Mode.Fast: return await double(n); case Mode.Slow: { const a = await add(n, 1); return a; } }`,
    sets: [{ mode: "fast" }, { mode: "slow", n: 4 }],
  },
  {
    name: "flags joined over several ifs",
    body: `let r = 0; if (n > 0) { if (n > 3) { r = await double(n); if (r > 10) return "huge"; } r = await add(r, 1); } if (r > 5) { if (n === 4) return "four"; r = -r; } return r;`,
    sets: [...numbers, { n: 3 }, { n: 5 }],
  },
  {
    name: "effect in a fan-out",
    body: `const xs = await rows({ count: n }); await publish("before"); await Promise.all(xs.map(async (x) => { if (x > 2) await notify("in", x); })); await publish("after"); return xs.length;`,
    sets: [{ n: 0 }, { n: 3 }],
  },
  {
    name: "parallel effects from a known list",
    body: `await publish("start"); await Promise.all([1, 2].map(async (k) => { await publish("p" + k); })); await publish("end"); return 1;`,
    sets: [{ n: 1 }],
  },
  {
    name: "conditional values without steps",
    body: `const p = await pair(n); const q = n > 2 ? p : null; const list = n > 2 ? [p.left] : []; return { q, list: [...list, 1], first: list[0], l: q?.left ?? await double(n) };`,
    sets: numbers,
  },
  {
    name: "glue loops over structure",
    body: `const box = { total: 0, names: [] as string[] }; const out: number[] = [await double(n)]; for (let i = 0; i < n; i++) { out.push(i); } for (const x of out) { if (x % 2) continue; box.total += x; } out.push(7); return { box, out };`,
    sets: numbers,
  },
  {
    name: "known map without steps, then steps",
    body: `const configs = [0.1, 0.2].map((rate, i) => ({ rate, epochs: i + n })); const models = await Promise.all(configs.map((config) => fit([1], config))); const best = models.map((m, i) => ({ m, i })).sort((a, b) => b.m.rate - a.m.rate)[0]!; return { best, epochs: configs[best.i]!.epochs };`,
    sets: numbers,
  },
  {
    name: "zero trip loops and empty lists",
    body: `const out: number[] = []; for (const k of [] as number[]) { out.push(await double(k)); } const none = await Promise.all(([] as number[]).map((x) => double(x))); return { out, none, all: await Promise.all([]), s: await sum(out) };`,
    sets: [{ n: 1 }],
  },
  {
    name: "or of exits",
    body: `for (const k of [1, 2, 3]) { if (k === n) { if (await isBig(n + 3)) break; return "small"; } if (n === 7 && (await isBig(k + 4))) continue; await notify("k", k); } return "end";`,
    sets: [...numbers, { n: 2 }, { n: 3 }],
  },
  {
    name: "each step call is one node",
    body: `const a = await Promise.all([...(await rows({ count: n })), 9].map((x) => double(x))); const b = [...(await rows({ count: 2 })), n].map((x) => x + 1); const c = Object.assign({ x: await double(n) }, { y: 1 }); const d = Object.keys({ p: await double(n) }); const e = [await double(1), n].filter((x) => x > 1); return { a, b, c, d, e };`,
    sets: numbers,
  },
  {
    name: "order of integer keys and rest",
    body: `const o: Record<string, number> = { b: await double(n), 2: 1, a: 3, 1: 4 }; const { b, ...rest } = o; return { keys: Object.keys(o), rest: Object.keys(rest), b, json: JSON.stringify(o) };`,
    sets: numbers,
  },
  {
    name: "strings and sets as lists",
    body: `const unique = [...new Set(await rows({ count: n }))]; const [c1, c2] = "ab"; const letters = await Promise.all([..."xy"].map(async (c, i) => c + (await double(i)))); return { unique, c1, c2, letters };`,
    sets: numbers,
  },
  {
    name: "undefined where things are missing",
    parameters: `{ a, b = 2 }: { a?: number; b?: number }`,
    body: `const list = [a, b]; const o = { a, b }; const { a: x = 7 } = o; const r = a === undefined ? await double(b) : await add(a, b); return { list, o, x, r };`,
    sets: [{}, { a: 1 }, { a: 0, b: 0 }],
  },
  {
    name: "steps in templates and objects in branches",
    body: `const text = n > 2 ? \`\${await double(n)}-\${n > 5 ? await add(n, 1) : "x"}\` : "none"; const o = { text, nested: { v: n > 3 ? [await double(1)] : [] } }; return o;`,
    sets: numbers,
  },
];
