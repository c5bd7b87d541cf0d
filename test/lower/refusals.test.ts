// Bodies that zenc must refuse, by the code that it must give: one hole here is a silent wrong result on an engine.
import { expect, test } from "vitest";
import { lowerAll } from "./lowering.js";
import { sourceOf } from "./programs.js";

interface Refusal {
  readonly body: string;
  readonly codes: readonly string[];
  readonly module?: string;
}

const refusals: readonly Refusal[] = [
  // References count, not only calls.
  { body: `const g = Math.random; return await double(g());`, codes: ["call-impure"] },
  { body: `const xs = await rows({ count: n }); return xs.map(Math.random);`, codes: ["call-impure"] },
  { body: `const { random } = Math; return await double(random());`, codes: ["call-impure"] },
  { body: `const m = Math; return await double(m.random());`, codes: ["call-impure"] },
  { body: `return await double(Math["random"]());`, codes: ["call-unproven"] },
  { body: `return await double(globalThis.Math.random());`, codes: ["call-impure"] },
  { body: `const r = await fetch("https://example.com"); return r.status;`, codes: ["call-impure"] },
  { body: `return new Date().getTime() + (await double(n));`, codes: ["new-impure"] },
  { body: `return new Date(2020, 1, n).getTime() + (await double(n));`, codes: ["new-impure"] },
  { body: `return new Date(n).getHours() + (await double(n));`, codes: ["call-impure"] },
  { body: `return (await double(n)).toLocaleString();`, codes: ["call-impure"] },
  { body: `return (0, eval)("1") + (await double(n));`, codes: ["call-impure", "call-unproven"] },
  { module: `const roll = () => Math.random();`, body: `return await double(roll());`, codes: ["helper-impure"] },
  {
    module: `const roll = () => Math.random(); const deep = (x: number) => x + roll();`,
    body: `return [n].map(deep);`,
    codes: ["helper-impure"],
  },
  { module: `const started = Date.now();`, body: `return await double(started);`, codes: ["helper-impure"] },
  { module: `let calls = 0; const next = () => ++calls;`, body: `return await double(next());`, codes: ["helper-impure"] },
  {
    module: `const seen = new Map<number, number>(); const note = (x: number) => { seen.set(x, x); return x; };`,
    body: `return await double(note(n));`,
    codes: ["helper-impure"],
  },
  {
    module: `const seen: number[] = []; export const note = (x: number) => seen.push(x);`,
    body: `return await sum(seen);`,
    codes: ["state-shared"],
  },
  { module: `const word = /x/g;`, body: `return word.test("x") && (await isBig(n));`, codes: ["state-shared"] },
  {
    module: `class Counter { count = 0; next() { return ++this.count; } }`,
    body: `return await double(new Counter().next());`,
    codes: ["new-impure", "call-unproven"],
  },
  {
    module: `const box = { get now() { return Date.now(); } };`,
    body: `return await double(box.now);`,
    codes: ["helper-impure", "call-unproven", "syntax-unsupported"],
  },
  // Mutation of what is not the pipeline's own.
  { body: `const xs = await rows({ count: n }); xs.sort(); return xs;`, codes: ["mutation-shared"] },
  { body: `const xs = await rows({ count: n }); const ys = xs; ys.push(1); return xs;`, codes: ["mutation-shared"] },
  { body: `const xs = await rows({ count: n }); xs[0] = 1; return xs;`, codes: ["mutation-shared"] },
  { body: `const p = await pair(n); p.left = 1; return p;`, codes: ["mutation-shared"] },
  { body: `const p = await pair(n); p.right.push(1); return p;`, codes: ["mutation-shared"] },
  {
    body: `const a: number[] = []; const b = a; b.push(await double(n)); return a;`,
    codes: ["mutation-aliased", "mutation-shared"],
  },
  {
    body: `const a: number[] = []; const box = { a }; a.push(1); return { box, x: await double(n) };`,
    codes: ["mutation-aliased"],
  },
  {
    body: `const box = { a: [] as number[] }; const { a } = box; a.push(1); return { box, x: await double(n) };`,
    codes: ["mutation-shared"],
  },
  { body: `const a: number[] = []; const s = await sum(a); a.push(1); return [s, a];`, codes: ["mutation-aliased"] },
  {
    body: `const a: number[] = []; const c = n > 1 ? a : [9]; a.push(1); return [c, a, await double(n)];`,
    codes: ["mutation-aliased"],
  },
  { body: `const xs = await rows({ count: n }); for (const x of xs) xs.push(x); return xs;`, codes: ["mutation-shared"] },
  {
    body: `const xs = await rows({ count: n }); let out: number[] = []; for (const x of xs) { out = xs; out.push(x); } return out;`,
    codes: ["mutation-shared"],
  },
  {
    body: `const rs = await Promise.all([report(n)]); return rs.map((r) => { r.score = 1; return r; });`,
    codes: ["mutation-shared"],
  },
  {
    body: `const xs = await rows({ count: n }); return xs.reduce((into, x) => { into.push(x); return into; }, xs);`,
    codes: ["mutation-shared"],
  },
  {
    module: `const fill = (xs: number[]) => { xs.push(1); return xs; };`,
    body: `return fill(await rows({ count: n }));`,
    codes: ["helper-impure"],
  },
  { body: `return Object.assign(await pair(n), { left: 1 });`, codes: ["mutation-shared"] },
  // Functions.
  { body: `let r = 1; const fs = [() => r]; r = 2; return [fs.length, await double(r)];`, codes: ["function-stored"] },
  { body: `const f = n > 1 ? (x: number) => x : (x: number) => -x; return await double(f(n));`, codes: ["function-stored"] },
  {
    body: `let total = 0; const xs = await rows({ count: n }); xs.forEach((x) => { total += x; }); return total;`,
    codes: ["callback-assignment"],
  },
  {
    body: `let total = 0; const xs = await rows({ count: n }); await Promise.all(xs.map(async (x) => { total = await add(total, x); })); return total;`,
    codes: ["callback-assignment"],
  },
  {
    body: `const out: number[] = []; const xs = await rows({ count: n }); await Promise.all(xs.map(async (x) => { out.push(await double(x)); })); return out;`,
    codes: ["callback-assignment"],
  },
  { body: `return await describe({ a: (function () { return arguments.length; })() });`, codes: ["call-impure"] },
  // Promises.
  { body: `const ps = [double(n), double(1)]; return ps.length;`, codes: ["step-not-awaited"] },
  { body: `const xs = await rows({ count: n }); xs.map((x) => double(x)); return 1;`, codes: ["step-not-awaited"] },
  {
    body: `const xs = await rows({ count: n }); const ys = await xs.map((x) => double(x)); return 1;`,
    codes: ["promise-not-awaited"],
  },
  { body: `n > 1 ? double(n) : double(2); return 1;`, codes: ["step-not-awaited"] },
  { body: `void double(n);`, codes: ["syntax-unsupported", "promise-not-awaited"] },
  { body: `await Promise.allSettled([double(n)]);`, codes: ["promise-combinator"] },
  {
    body: `const xs = await rows({ count: n }); return xs.filter(async (x) => (await double(x)) > 2);`,
    codes: ["step-in-callback"],
  },
  {
    body: `const xs = await rows({ count: n }); return await xs.reduce(async (sum, x) => (await sum) + (await double(x)), Promise.resolve(0));`,
    codes: ["step-in-callback", "call-impure"],
  },
  // Syntax.
  { body: `class A {} return await double(n);`, codes: ["syntax-unsupported"] },
  { body: `const f = function* () { yield 1; }; return [...f(), await double(n)];`, codes: ["syntax-unsupported"] },
  { body: `return [import.meta.url, await double(n)];`, codes: ["syntax-unsupported"] },
  { body: `const parsed = JSON.parse("1"); return await double(parsed);`, codes: ["type-any"] },
  // Loops, tries, throws, helpers.
  { body: `for (;;) { await double(n); }`, codes: ["loop-endless"] },
  { body: `while (true) { await double(n); }`, codes: ["loop-endless"] },
  { body: `let i = 0; outer: while (i < n) { i++; await double(i); continue outer; } return i;`, codes: ["syntax-unsupported"] },
  {
    body: `const xs = [...(await rows({ count: n }))]; for (const x of xs) { xs.push(await double(x)); if (xs.length > 9) break; } return xs;`,
    codes: ["loop-list-changed"],
  },
  { body: `try { return await double(n); } finally { return 1; }`, codes: ["finally-exit"] },
  {
    body: `let i = 0; while (i < n) { try { i = await double(i + 1); } finally { if (i > 2) break; } } return i;`,
    codes: ["finally-exit"],
  },
  { body: `const p = double(n); try { return await p; } catch { return 0; }`, codes: ["promise-across-try"] },
  {
    body: `let p = double(n); try { p = double(2); } catch { return 0; } return await p;`,
    codes: ["promise-across-try", "step-not-awaited"],
  },
  {
    body: `const ps = [double(n), double(1)]; try { return await Promise.all(ps); } catch { return 0; }`,
    codes: ["promise-across-try"],
  },
  { body: `try { return await double(n); } catch (e) { return e; }`, codes: ["error-not-data"] },
  { body: `try { return await double(n); } catch (e) { await notify(e as string, 1); return 0; }`, codes: ["error-not-data"] },
  { body: `try { return await double(n); } catch (e) { return (e as Error).stack; }`, codes: ["error-not-data"] },
  { body: `try { return await double(n); } catch (e) { return { a: [e] }; }`, codes: ["error-not-data"] },
  { body: `try { return await double(n); } catch (e) { return (e as { code: number }).code; }`, codes: ["error-not-data"] },
  {
    body: `try { return await double(n); } catch (e) { const keep = e as Error; return JSON.stringify(keep); }`,
    codes: ["error-not-data"],
  },
  {
    body: `class Own extends Error {} try { return await double(n); } catch (e) { return e instanceof Own; }`,
    codes: ["syntax-unsupported", "error-not-data"],
  },
  { body: `if (n > 1) throw "no"; return await double(n);`, codes: ["throw-not-error"] },
  { body: `if (n > 1) throw { message: "no" }; return await double(n);`, codes: ["throw-not-error"] },
  {
    body: `const f = async (x: number): Promise<number> => (x > 3 ? await double(x) : await f(x + 1)); return await f(n);`,
    codes: ["helper-recursive"],
  },
  {
    body: `return await even(n);`,
    module: `async function even(x: number): Promise<number> { return x > 1 ? await odd(x - 1) : await double(x); } async function odd(x: number): Promise<number> { return await even(x); }`,
    codes: ["helper-recursive"],
  },
  {
    body: `const xs = await rows({ count: n }); let last = 0; await Promise.all(xs.map(async (x) => { let i = 0; while (i < x) { i++; last = await double(i); } })); return last;`,
    codes: ["callback-assignment"],
  },
  {
    body: `let p: Promise<number> = double(0); let i = 0; while (i < n) { p = double(i); i++; } return await p;`,
    codes: ["promise-not-awaited"],
  },
];

const lowered = lowerAll(
  refusals.map(({ body, module }) => ({ text: sourceOf({ name: "", body, sets: [], ...(module ? { module } : {}) }) })),
);

test.each(refusals.map((refusal, index) => [`${refusal.module ?? ""} ${refusal.body}`.trim(), refusal.codes, index] as const))(
  "%s",
  (_text, codes, index) => {
    const found = lowered[index]?.diagnostics ?? [];
    expect(lowered[index]?.pipelines).toEqual([null]);
    const own = found.filter((one) => !one.code.startsWith("typescript-"));
    expect(own.length).toBeGreaterThan(0);
    for (const one of own) expect(codes).toContain(one.code);
  },
);
