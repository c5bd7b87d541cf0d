// Programs of try, throw, loops at run time, nested fan-outs, helpers and other pipelines.
import type { Program } from "./programs.js";

const numbers = [{ n: 0 }, { n: 1 }, { n: 4 }, { n: 7 }, {}];
const few = [{ n: 0 }, { n: 3 }, { n: 5 }];
const program = (name: string, body: string, more: Partial<Program> = {}): Program => ({ name, body, sets: numbers, ...more });

const risky = `export const risky = step(async (a: number): Promise<number> => { if (a > 3) throw new RangeError("too big: " + a); return a + 10; });
export const odd = step(async (a: number): Promise<number> => { if (a % 2) throw new Error("odd " + a); return a; });
export const until = step(async (a: number): Promise<{ next: number; done: boolean }> => ({ next: a + 2, done: a >= 8 }));
`;
const withRisky = (name: string, body: string, more: Partial<Program> = {}): Program =>
  program(name, body, {
    module: risky + (more.module ?? ""),
    ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== "module")),
  });

export const controlPrograms: readonly Program[] = [
  // throw
  program("throw", `const a = await double(n); if (a > 6) throw new Error("big " + a); await notify("a", a); return a;`),
  program("throw in both", `if (n > 3) { throw new Error("big"); } else { throw new TypeError("small"); }`),
  program(
    "throw in nested branches",
    `const a = await double(n); if (a > 1) { if (a > 6) { throw new Error("big"); } await notify("mid", a); } await notify("end", a); return a;`,
  ),
  program(
    "throw from a helper inside an expression",
    `const check = async (x: number) => { if (x > 6) throw new Error("no " + x); return await double(x); }; const r = await add(await check(n * 2), await check(n)); await notify("r", r); return r;`,
  ),
  program(
    "throw always from a helper",
    `const stop = async (): Promise<number> => { await double(n); throw new Error("stop"); }; const r = await add(await stop(), 1); await notify("r", r); return r;`,
  ),
  program(
    "throw in a fan-out",
    `const xs = await rows({ count: n }); const ys = await Promise.all(xs.map(async (x) => { if (x > 5) throw new Error("item " + x); return await double(x); })); return await sum(ys);`,
  ),
  program("throw of an error made before", `const e = new RangeError("made " + n); if (n > 3) throw e; return await double(n);`),
  program("throw with a step inside", `if (n > 3) throw new Error("sum " + (await double(n))); return n;`),
  // try / catch
  withRisky("catch", `let r: number; try { r = await risky(n); } catch { r = -1; } return await double(r);`),
  withRisky(
    "catch with its message",
    `try { return { ok: await risky(n) }; } catch (error) { return { failed: (error as Error).message, name: (error as Error).name }; }`,
  ),
  withRisky(
    "catch with instanceof",
    `let text = "fine"; try { await risky(n); } catch (error) { text = error instanceof Error ? error.message : String(error); } await notify(text, n); return text;`,
  ),
  withRisky(
    "catch that calls a step",
    `let r = 0; try { r = await risky(n); } catch (e) { r = await double(n); await notify((e as Error).message, r); } return await add(r, 1);`,
  ),
  withRisky(
    "variables as they were",
    `let x = 1; let y = 0; try { x = 2; y = await risky(n); x = 3; y = await risky(y - 12); x = 4; } catch { return { x, y }; } return { x, y, done: true };`,
  ),
  withRisky(
    "variables in branches",
    `let x = 1; try { if (n > 2) { x = 2; await risky(n); x = 3; } else { x = 5; } await risky(n + 3); x = 6; } catch { return x; } return x * 100;`,
    { beside: true },
  ),
  withRisky(
    "lists as they were",
    `const log: string[] = []; try { log.push("a"); await risky(n); log.push("b"); await risky(n + 2); log.push("c"); } catch (e) { log.push((e as Error).message); } return log;`,
    { beside: true },
  ),
  withRisky(
    "nested tries",
    `let r = 0; try { try { r = await risky(n); } catch { r = await odd(n); } r = await add(r, 100); } catch (e) { return (e as Error).message; } return r;`,
  ),
  withRisky(
    "rethrow",
    `try { try { return await risky(n); } catch (e) { await notify("seen", n); throw e; } } catch (e) { return "outer " + (e as Error).message; }`,
  ),
  withRisky("rethrow out", `try { return await risky(n); } catch (e) { await notify("seen", n); throw e; }`),
  withRisky("throw another", `try { return await risky(n); } catch (e) { throw new Error("because: " + (e as Error).message); }`),
  withRisky(
    "throw in try",
    `try { const a = await double(n); if (a > 6) throw new Error("over"); return await add(a, 1); } catch (e) { return (e as Error).message; }`,
  ),
  withRisky(
    "an expression that throws in try",
    `try { const m = await maybe(n); return m!.toFixed(1); } catch (e) { return (e as Error).name; }`,
  ),
  withRisky(
    "catch in a fan-out",
    `const xs = await rows({ count: n }); return await Promise.all(xs.map(async (x) => { try { return await risky(x); } catch { return await double(x); } }));`,
  ),
  withRisky(
    "a fan-out in a try",
    `const xs = await rows({ count: n }); let ys: number[] = []; try { ys = await Promise.all(xs.map((x) => risky(x))); } catch (e) { await notify((e as Error).message, n); } return ys;`,
    { beside: true },
  ),
  withRisky(
    "an early return in try",
    `let a = 0; try { a = await risky(n); if (a > 12) return "early"; a = await add(a, 5); } catch { a = -1; } return await double(a);`,
  ),
  withRisky(
    "only the first failure in order",
    `try { const [a, b] = await Promise.all([odd(n), risky(n)]); return a + b; } catch (e) { return (e as Error).message; }`,
    { beside: true, sets: [{ n: 0 }, { n: 1 }, { n: 4 }] },
  ),
  withRisky("a failure before the try", `const a = await risky(n); try { return await odd(a); } catch { return -1; }`),
  withRisky("a try that needs nothing", `let x = n; try { x = x + 1; } catch { x = -1; } return await double(x);`),
  withRisky(
    "pure try",
    `let x = 0; const m = await maybe(n); try { x = m!.toString().length; } catch { x = -1; } return await double(x);`,
  ),
  withRisky(
    "pure try with parse",
    `let v: { a?: number } = {}; const s = n > 3 ? "{" : '{"a":1}'; try { v = JSON.parse(s) as { a?: number }; } catch (e) { v = { a: (e as Error).name.length }; } return await double(v.a ?? 0);`,
  ),
  withRisky(
    "conditional try",
    `let r = 0; if (n > 2) { try { r = await risky(n); } catch { r = await double(n); } } return await add(r, 1);`,
  ),
  withRisky(
    "try around effects",
    `try { await notify("one", n); await risky(n); await notify("two", n); } catch { await notify("caught", n); } await notify("end", n); return n;`,
  ),
  // finally
  withRisky(
    "finally",
    `try { await risky(n); } catch { await notify("caught", n); } finally { await notify("finally", n); } return n;`,
  ),
  withRisky("finally without catch", `try { return await risky(n); } finally { await notify("finally", n); }`),
  withRisky(
    "finally after a return",
    `let x = 1; try { if (n > 2) return await double(n); x = await risky(n); } catch { x = 9; } finally { await notify("f", x); } return x;`,
  ),
  withRisky(
    "finally assigns",
    `let x = 1; try { x = await risky(n); } catch { x = -5; } finally { x = x + 1; } return await double(x);`,
  ),
  withRisky(
    "finally whose handler fails",
    `try { await risky(n); } catch { await odd(n); } finally { await notify("f", n); } return n;`,
  ),
  withRisky("finally that throws", `try { await risky(n); } finally { if (n === 7) throw new Error("from finally"); } return n;`),
  withRisky(
    "nested finally",
    `const log: string[] = []; try { try { await risky(n); log.push("in"); } finally { log.push("f1"); } } catch (e) { log.push((e as Error).message); } finally { log.push("f2"); } return log;`,
  ),
  withRisky(
    "finally in a fan-out",
    `const xs = await rows({ count: n }); return await Promise.all(xs.map(async (x) => { let r = 0; try { r = await risky(x); } catch { r = -1; } finally { r = await add(r, 100); } return r; }));`,
  ),
  // loops
  withRisky("while over a step", `let a = n; while (a < 10) { a = await add(a, 3); } return a;`),
  withRisky(
    "while with break and continue",
    `let a = n; let i = 0; while (true) { i++; a = await add(a, i); if (a % 2 === 0) continue; if (a > 9) break; } return { a, i };`,
    { sets: few },
  ),
  withRisky("do", `let a = n; do { a = await double(a + 1); } while (a < 20); return a;`),
  withRisky("for ever", `let s = { next: n, done: false }; for (;;) { s = await until(s.next); if (s.done) break; } return s;`),
  withRisky(
    "for with a run-time end",
    `const end = await double(n); let total = 0; for (let i = 0; i < end; i += 2) { if (i === 4) continue; total = await add(total, i); } return total;`,
  ),
  withRisky("a step in the condition", `let a = 0; while (!(await isBig(a))) { a = await add(a, n + 1); } return a;`),
  withRisky(
    "return out of a loop",
    `let a = n; while (a < 50) { a = await double(a + 1); if (a > 30) return "out at " + a; } return a;`,
  ),
  withRisky(
    "nested loops",
    `let a = 0; let i = 0; while (i < n) { let j = 0; while (j < i) { a = await add(a, j); j = j + 1; } i = i + 1; } return a;`,
    { sets: few },
  ),
  withRisky(
    "effects in a loop",
    `let a = n; while (a < 8) { await notify("round", a); a = await add(a, 2); } await notify("end", a); return a;`,
  ),
  withRisky(
    "a list pushed to in a loop",
    `const xs: number[] = []; let a = n; while (a < 9) { a = await add(a, 3); xs.push(a); } return xs;`,
  ),
  withRisky(
    "an object written to in a loop",
    `const o: Record<string, number> = {}; let a = n; while (a < 9) { a = await add(a, 3); o["k" + a] = a; } return o;`,
  ),
  withRisky(
    "a fan-out in a loop",
    `let xs = await rows({ count: n }); let i = 0; while (i < 2) { xs = await Promise.all(xs.map((x) => double(x))); i++; } return xs;`,
  ),
  withRisky(
    "a loop in a fan-out",
    `const xs = await rows({ count: n }); return await Promise.all(xs.map(async (x) => { let a = x; while (a < 6) { a = await add(a, x); } return a; }));`,
  ),
  withRisky(
    "try in a loop",
    `let i = 0; const log: string[] = []; while (i < n) { try { log.push("ok " + (await risky(i))); } catch (e) { log.push((e as Error).message); } i++; } return log;`,
  ),
  withRisky(
    "a loop in try",
    `let a = 0; let i = 0; try { while (i < 9) { a = await risky(i); i = i + 1; if (i > n) break; } } catch (e) { return { a, i, e: (e as Error).message }; } return { a, i };`,
  ),
  withRisky(
    "a throw in a loop",
    `let a = n; while (a < 20) { a = await add(a, 4); if (a === 12) throw new Error("twelve"); } return a;`,
    { sets: [...numbers, { n: 8 }] },
  ),
  withRisky(
    "a loop with a switch",
    `let a = n; let s = ""; while (a < 9) { switch (a % 3) { case 0: s += "z"; break; case 1: s += "o"; a = await add(a, 1); break; default: s += "t"; } a = await add(a, 1); } return s;`,
  ),
  withRisky(
    "a loop of known rounds beyond the limit",
    `let a = 0; for (let i = 0; i < 260; i++) { if (i > 255) a = await add(a, i); } return a;`,
    { sets: [{}] },
  ),
  withRisky("a conditional loop", `let a = n; if (a > 2) { while (a < 9) a = await add(a, 2); } return await double(a);`),
  // for…of
  withRisky(
    "for of with push",
    `const xs = await rows({ count: n }); const ys: number[] = []; for (const x of xs) { const y = await double(x); ys.push(y); } return await sum(ys);`,
  ),
  withRisky(
    "for of with a conditional push",
    `const xs = await rows({ count: n }); const ys: number[] = [7]; for (const x of xs) { const y = await double(x); if (y > 4) ys.push(y, x); } return ys;`,
  ),
  withRisky(
    "for of with two lists",
    `const xs = await rows({ count: n }); const ys: number[] = []; const zs: string[] = []; for (const x of xs) { ys.push(await double(x)); if (x % 2 === 0) { zs.push("even " + x); } else { zs.push("odd"); zs.push(String(await add(x, 1))); } } return { ys, zs };`,
  ),
  withRisky(
    "for of with continue",
    `const xs = await rows({ count: n }); const ys: number[] = []; for (const x of xs) { if (x % 2 === 0) continue; ys.push(await double(x)); } return ys;`,
  ),
  withRisky(
    "for of with a carried value",
    `const xs = await rows({ count: n }); let total = 0; for (const x of xs) { total = await add(total, x); } return total;`,
  ),
  withRisky(
    "for of with effects",
    `const xs = await rows({ count: n }); for (const x of xs) { await notify("item", x); } await notify("end", n); return n;`,
  ),
  withRisky(
    "for of with break",
    `const xs = await rows({ count: n }); let last = 0; for (const x of xs) { last = await double(x); if (last > 5) break; } return last;`,
  ),
  withRisky(
    "for of with return",
    `const xs = await rows({ count: n }); for (const x of xs) { const d = await double(x); if (d > 5) return "found " + x; } return "none";`,
  ),
  withRisky(
    "for of with entries",
    `const xs = await rows({ count: n }); const out: string[] = []; for (const [i, x] of xs.entries()) { out.push(i + ":" + (await double(x))); } return out;`,
  ),
  withRisky(
    "for of in for of",
    `const xs = await rows({ count: n }); const out: number[] = []; for (const x of xs) { const ys = await rows({ count: x }); for (const y of ys) { out.push(await add(x, y)); } } return out;`,
    { sets: few },
  ),
  withRisky(
    "for of over a text",
    `const out: string[] = []; for (const c of "ab" + n) { out.push(c + (await double(n))); } return out;`,
  ),
  withRisky(
    "for of in try with a list of before",
    `const xs = await rows({ count: n }); const out: number[] = []; try { for (const x of xs) { out.push(await risky(x)); } } catch (e) { return { out, m: (e as Error).message }; } return out;`,
  ),
  withRisky(
    "pure loops that return",
    `const xs = await rows({ count: n }); for (const x of xs) { if (x > 3) return "big " + x; } return await sum(xs);`,
  ),
  withRisky(
    "pure loops that assign and return",
    `const xs = await rows({ count: n }); let t = 0; for (const x of xs) { t += x; if (t > 9) return { t }; } await notify("t", t); return t;`,
  ),
  // nested fan-outs
  withRisky(
    "nested fan-outs",
    `const xs = await rows({ count: n }); return await Promise.all(xs.map(async (x) => { const ys = await rows({ count: x }); const zs = await Promise.all(ys.map(async (y) => await add(x, y))); return await sum(zs); }));`,
    { sets: few },
  ),
  withRisky(
    "three nested fan-outs",
    `const xs = await rows({ count: 2 }); return await Promise.all(xs.map(async (x) => Promise.all(xs.map(async (y) => Promise.all(xs.map((z) => add(x * 100 + y * 10, z)))))));`,
    { sets: [{}] },
  ),
  withRisky(
    "nested with conditions and early exits",
    `const xs = await rows({ count: n }); return await Promise.all(xs.map(async (x) => { if (x === 2) return []; return await Promise.all(xs.map(async (y) => { if (y < x) return -1; const d = await add(x, y); return d > 6 ? await double(d) : d; })); }));`,
    { sets: few },
  ),
  // helpers
  withRisky(
    "a local helper",
    `const twice = async (x: number) => { const a = await double(x); return await double(a); }; return await add(await twice(n), await twice(1));`,
  ),
  withRisky("a module helper", `return await chain(n, 3);`, {
    module: `async function chain(x: number, times: number): Promise<number> { let a = x; for (let i = 0; i < times; i++) a = await double(a); if (a > 20) return await add(a, 1); return a; }`,
  }),
  withRisky("an imported helper", `return await scaled(n) + (await scaled(n + 1));`, {
    module: `import { scaled } from "./other.js";`,
    others: {
      "other.ts": `import { step } from "zenc"; const factor = 3; const raise = (x: number): number => x * factor; export const scale = step(async (x: number): Promise<number> => x * 2); export async function scaled(x: number): Promise<number> { const y = await scale(raise(x)); return y > 10 ? raise(y) : y; }`,
    },
  }),
  withRisky(
    "a helper that takes a function",
    `const apply = async (f: (x: number) => Promise<number>, x: number) => await f(await f(x)); return await apply((x) => double(x), n);`,
  ),
  withRisky(
    "a helper with defaults and rest",
    `const all = async (first: number, by = 2, ...more: number[]) => { const a = await add(first, by); return await sum([a, ...more]); }; return [await all(n), await all(n, 5), await all(n, 1, 2, 3)];`,
  ),
  withRisky(
    "a helper over a list",
    `const each = async (xs: number[]) => await Promise.all(xs.map((x) => double(x))); const xs = await rows({ count: n }); return await each(await each(xs));`,
  ),
  withRisky(
    "a helper handed to map",
    `const one = async (x: number) => { const d = await double(x); return d > 4 ? await add(d, 1) : d; }; const xs = await rows({ count: n }); return await Promise.all(xs.map(one));`,
  ),
  withRisky(
    "a helper in parallel",
    `const one = async (x: number) => await double(x); const [a, b] = await Promise.all([one(n), one(n + 1)]); return a + b;`,
  ),
  // pipelines
  withRisky(
    "another pipeline",
    `const a = await inner({ x: n }); const b = await inner({ x: 1, by: 10 }); return a.total + b.total;`,
    {
      module: `export const inner = pipeline("inner", async ({ x, by = 2 }: { x: number; by?: number }) => { const d = await double(x); if (d > 6) return { total: d }; return { total: await add(d, by) }; });`,
    },
  ),
  withRisky(
    "another pipeline in a fan-out",
    `const xs = await rows({ count: n }); return await Promise.all(xs.map((x) => inner({ x })));`,
    {
      module: `export const inner = pipeline("inner", async ({ x }: { x: number }) => { let a = x; while (a < 5) a = await add(a, 2); return a; });`,
    },
  ),
  withRisky(
    "a default that an empty list overrides",
    `return [await inner({}), await inner({ xs: [] }), await inner({ xs: [n] })];`,
    {
      module: `export const inner = pipeline("inner", async ({ xs = [1, 2] }: { xs?: number[] }) => await sum(await Promise.all(xs.map((x) => double(x)))));`,
    },
  ),
  withRisky("hooks of a called pipeline", `try { return await inner({ x: n }); } catch (e) { return (e as Error).message; }`, {
    module: `export const well = step(async (r: number): Promise<void> => { void r; }); export const badly = step(async (e: { name: string; message: string }): Promise<void> => { void e; }); export const inner = pipeline({ name: "inner", onSuccess: well, onFailure: badly }, async ({ x }: { x: number }) => await risky(x));`,
  }),
  // switch
  withRisky(
    "fall through",
    `let s = ""; switch (n) { case 0: s += "zero"; case 1: s += "one" + (await double(n)); break; case 4: s += "four"; default: s += "default"; case 9: s += "nine"; } return s;`,
    { sets: [...numbers, { n: 9 }] },
  ),
  withRisky(
    "default in the middle",
    `switch (n) { case 0: return await double(1); default: await notify("d", n); case 7: return await add(n, 100); }`,
  ),
  withRisky(
    "grouped cases with effects",
    `switch (n) { case 0: case 1: await notify("low", n); break; case 4: { await notify("four", n); break; } default: await notify("other", n); } await notify("end", n); return n;`,
  ),
  withRisky(
    "conditional break in a switch",
    `let a = n; switch (n) { case 4: a = await double(a); if (a > 3) break; case 7: a = await add(a, 1); break; default: a = -1; } return a;`,
  ),
  // promises
  withRisky(
    "promise variables in a loop and try",
    `let t = 0; let i = 0; while (i < n) { const p = double(i); const q = add(i, 1); try { const r = risky(i); t = t + (await r); } catch { t = t - 1; } t = t + (await p) + (await q); i++; } return t;`,
    { sets: few },
  ),
  withRisky(
    "a loop over entries",
    `let t = ""; for (const [i, x] of (await rows({ count: n })).entries()) { t = t + i + ":" + (await double(x)) + " "; } return t;`,
  ),
  withRisky(
    "a loop over a set",
    `let t = 0; for (const x of new Set([...(await rows({ count: n })), 1, 2])) { t = await add(t, x); } return t;`,
  ),
  withRisky(
    "a fan-out over entries",
    `const xs = await rows({ count: n }); return await Promise.all(Array.from(xs.entries(), async ([i, x]) => await add(i, x)));`,
  ),
  withRisky(
    "an error taken apart",
    `try { return await risky(n); } catch (error) { const { name, message: text } = error as Error; return name + ": " + text; }`,
  ),
  withRisky(
    "an error with another name",
    `try { return await risky(n); } catch (error) { const failure = error as Error; await notify(failure.name, n); return failure.message.length; }`,
  ),
  withRisky(
    "copies of a list that is written to",
    `const names: number[] = [n]; const copy = [...names]; names.push(await double(n)); for (const x of [...names]) { names.push(await add(x, 1)); } return { names, copy };`,
  ),
  withRisky(
    "a copy of a step's list",
    `const xs = (await rows({ count: n })).slice(); xs.push(await double(n)); const ys = xs.filter((x) => x > 1); ys.push(7); return { xs, ys };`,
  ),
  withRisky(
    "a pure loop over a step's list",
    `let t = 0; for (const x of await rows({ count: n })) { t += x; } for (const x of await rows({ count: 2 })) { if (x > 1) return { t, x }; } return t;`,
  ),
  withRisky(
    "a loop that only a failure ends",
    `let i = 0; try { while (true) { await risky(i); i++; } } catch (e) { return { i, m: (e as Error).message }; }`,
  ),
  withRisky(
    "an await inside a member of a Promise.all",
    `try { await Promise.all([double(await risky(n)), notify("beside", n)]); } catch { return "caught"; } return "fine";`,
  ),
  withRisky(
    "order through a case without effects",
    `switch (n) { case 0: { await notify("zero", n); } case 1: { const v = n * 2; if (v > 9) return v; break; } default: { await notify("other", n); } } await notify("end", n); return n;`,
  ),
  withRisky(
    "a selection that throws before an effect",
    `const m = await pair(n); const o = n > 3 ? { deep: m } : {}; const deep = (o as { deep?: typeof m }).deep!.left; await notify("after", n); return deep;`,
  ),
];
