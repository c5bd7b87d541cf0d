// Programs that look like the refused ones and are none: they are accepted, and mean what the plain call means.
import type { Program } from "./programs.js";

const sets = [{ n: 0 }, { n: 1 }, { n: 4 }];
const of = (name: string, body: string, module?: string): Program => ({ name, body, sets, ...(module ? { module } : {}) });

/** For the oracle. */
export const lookalikes: readonly Program[] = [
  // Names that only look like JavaScript's.
  of("a Math of one's own", `return await double(Math.random());`, `const Math = { random: () => 4 };`),
  of("a random of one's own", `const random = () => n; return await double(random());`),
  of("a Date of one's own", `return await double(Date.now());`, `const Date = { now: () => 7 };`),
  of("a process of one's own", `const process = { env: { HOME: "x" } }; return [process.env.HOME, await double(n)];`),
  of(
    "Math functions as callbacks",
    `const xs = await rows({ count: n }); return [xs.map(Math.sqrt), xs.map(String), xs.map(Number), Math.max(0, ...xs)];`,
  ),
  of("destructured table of helpers", `return await double(ops.inc(n));`, `const ops = { inc: (x: number) => x + 1 };`),
  of("a property named constructor in data", `const p = { made: "x" }; return [p["made"], await double(n)];`),
  // Times, texts, locales that are the same everywhere.
  of(
    "UTC",
    `const d = new Date(n * 1e9); return [d.getTime(), d.getUTCFullYear(), d.toISOString(), JSON.stringify({ d }), await double(n)];`,
  ),
  of(
    "texts that say their zone",
    `return [new Date("2020-01-01").getTime(), new Date("2020-01-01T10:00:00Z").getTime(), new Date(\`2020-01-01T0\${n}:00:00+02:00\`).getTime(), new Date("2020-01-0" + (n + 1) + "T00:00:00Z").getTime(), await double(n)];`,
  ),
  of(
    "dates compared",
    `const a = new Date(n); const b = new Date(3); return [a < b, a.getTime() === b.getTime(), [b, a].toSorted((x, y) => x.getTime() - y.getTime()).map((d) => d.toISOString()), await double(n)];`,
  ),
  of(
    "locales that are said",
    `return [(1234.5 + n).toLocaleString("en"), "i".toLocaleUpperCase("tr"), ["b", "ä", "a"].toSorted((x, y) => x.localeCompare(y, "de")), await double(n)];`,
  ),
  of("error messages", `const e = new Error("x" + n); return [e.message, e.name, e instanceof Error, await double(n)];`),
  of(
    "instanceof of JavaScript's classes",
    `const m = new Map([[1, n]]); return [m instanceof Map, [n] instanceof Array, await double(n)];`,
  ),
  of(
    "a regular expression without a position",
    `const word = /x+/i; return [word.test("xx"), "axb".replace(word, "-"), "axb".split(word), await double(n)];`,
  ),
  of(
    "a position on the spot",
    `const all = "abab".replace(/a/g, "x"); return [all, [..."abab".matchAll(/a/g)].length, /a/g.test("a"), new RegExp("a", "g").test("a"), await double(n)];`,
  ),
  of(
    "a module's regular expression without a position",
    `return [has("a1"), digits.test("x"), await double(n)];`,
    `const digits = /\\d/; const has = (text: string) => digits.test(text);`,
  ),
  of(
    "a position inside a helper",
    `return [count("abab"), count("abab"), await double(n)];`,
    `const count = (text: string) => { const re = /a/g; let c = 0; while (re.exec(text)) c += 1; return c; };`,
  ),
  // Constants of modules.
  of(
    "as const data",
    `return [await sum([...weights]), table.a.x, table.list[n], await double(n)];`,
    `const weights = [1, 2, 3] as const; const table = { a: { x: 1 }, list: [1, 2] } as const;`,
  ),
  of(
    "frozen data",
    `return [await sum([...weights]), deep.x, await double(n)];`,
    `const weights = Object.freeze([1, 2, 3]); const deep = Object.freeze({ x: 1 });`,
  ),
  of(
    "a constant that is read in all ways",
    `return [total(), table.slice().sort(), [...table].reverse(), await sum(table), await double(n)];`,
    `const table = [3, 1, 2]; const total = () => { let s = 0; for (const x of table) s += x; return s + table.map((x) => x * 2).filter((x) => x > 2).length; };
     export const unused = () => { const copy = [...table]; copy.push(1); const other = table.slice(); other.sort(); const mapped = table.map((x) => x); mapped.pop(); return [copy, other, mapped]; };`,
  ),
  of(
    "a constant whose parts are read",
    `return [names(), await double(n)];`,
    `const people = [{ name: "a" }, { name: "b" }]; const names = () => people.map(({ name }) => ({ name: name + "!" })).map((p) => { const q = { ...p }; q.name += "?"; return q; });`,
  ),
  of(
    "a constant that is destructured",
    `return [a, b, rest, await double(n)];`,
    `const { a, ...rest } = { a: 1, c: 3 }; const [, b] = [1, 2];`,
  ),
  of(
    "a constant map that is only read",
    `return [ages.get("a"), [...ages.keys()], ages.size, await double(n)];`,
    `const ages = new Map([["a", 1]]);`,
  ),
  of(
    "a constant that code of another name changes not",
    `return [limits.x, await double(n)];`,
    `const limits = { x: 1 }; export const grow = () => { const limits = { x: 2 }; limits.x += 1; return limits; };`,
  ),
  of("enums", `return [Mode.Fast, Sizes.B, await double(n)];`, `enum Mode { Fast = "fast" } enum Sizes { A, B = 1 << 3 }`),
  of(
    "overloads",
    `return [pick(n), pick("x"), await double(n)];`,
    `function pick(x: number): number; function pick(x: string): string; function pick(x: number | string): number | string { return x; }`,
  ),
  // Closures that do not outlive their call.
  of(
    "a curried helper",
    `return [[3, 1, n].toSorted(by(-1)), byName([{ name: "b" }, { name: "a" }]), await double(n)];`,
    `const by = (sign: number) => (a: number, b: number) => sign * (a - b); const order = <T>(key: keyof T) => (xs: T[]) => xs.toSorted((a, b) => (a[key] < b[key] ? -1 : 1)); const byName = order<{ name: string }>("name");`,
  ),
  of(
    "a sum in a callback",
    `return [total([1, 2, n]), await double(n)];`,
    `const total = (xs: number[]) => { let sum = 0; xs.forEach((x) => { sum += x; }); return sum; };`,
  ),
  of(
    "a memo inside one call",
    `return [fib(n + 5), await double(n)];`,
    `const fib = (n: number) => { const memo = new Map<number, number>(); const go = (k: number): number => { const known = memo.get(k); if (known !== undefined) return known; const value = k < 2 ? k : go(k - 1) + go(k - 2); memo.set(k, value); return value; }; return go(n); };`,
  ),
  of(
    "a closure over a variable that changes, called there",
    `let r = 1; const f = () => r; const a = f(); r = n; const b = f(); return [a, b, await double(r)];`,
  ),
  of(
    "mutual recursion",
    `return [even(n), await double(n)];`,
    `const even = (x: number): boolean => x === 0 || odd(x - 1); const odd = (x: number): boolean => x !== 0 && even(x - 1);`,
  ),
  // Writing to what was made here.
  of("sorting a copy", `const xs = await rows({ count: n }); return [[...xs].sort((a, b) => b - a), xs.slice().reverse(), xs];`),
  of(
    "swapping in a copy",
    `return [swapped(await rows({ count: n + 2 }))];`,
    `const swapped = (xs: number[]) => { const out = [...xs]; [out[0], out[1]] = [out[1]!, out[0]!]; return out; };`,
  ),
  of(
    "filling in a helper",
    `return [grouped(await rows({ count: n })), await double(n)];`,
    `const grouped = (xs: number[]) => { const into: Record<string, number[]> = {}; for (const x of xs) { const key = x % 2 ? "odd" : "even"; into[key] = [...(into[key] ?? []), x]; } return into; };`,
  ),
  of(
    "a let that is always new",
    `return [built(await rows({ count: n }))];`,
    `const built = (xs: number[]) => { let out: number[] = []; for (const x of xs) { if (x > 2) out = []; out.push(x); } return out; };`,
  ),
  of(
    "an accumulator",
    `const xs = await rows({ count: n }); return [xs.reduce((into, x) => { into.push(x * 2); return into; }, [] as number[]), xs.reduce((m, x) => m.set(x, 1), new Map<number, number>()).size, xs.reduce((a, x) => [...a, x], [] as number[])];`,
  ),
  of(
    "writing to what reduce has made",
    `return [counted(await rows({ count: n }))];`,
    `const counted = (xs: number[]) => { const out = xs.reduce((into, x) => { into.push(x); return into; }, [] as number[]); out.push(9); return out; };`,
  ),
  of("a rest that is new", `const { left, ...rest } = await pair(n); return [left, rest];`),
  of(
    "assigned members of a clone",
    `return [cleared(await pair(n))];`,
    `const cleared = <T extends { left: number }>(p: T): T => { const copy = structuredClone(p); copy.left = 0; return copy; };`,
  ),
  of(
    "typed arrays of one's own",
    `return [...scaled([1, 2, n]), await double(n)];`,
    `const scaled = (xs: number[]) => { const out = new Float32Array(xs.length); for (let i = 0; i < xs.length; i++) out[i] = (xs[i] ?? 0) * 2; const copy = new Float32Array(out); copy.fill(1); return [...out, ...copy]; };`,
  ),
  of(
    "defaults in patterns",
    `return [picked({ a: n }), picked({}), await double(n)];`,
    `const picked = (o: { a?: number }) => { let a: number; let b: number; ({ a = 5, ...{} } = o); [b = a] = []; return [a, b]; };`.replace(
      ", ...{} }",
      " }",
    ),
  ),
  of(
    "iterators read where they are made",
    `const xs = await rows({ count: n }); const m = new Map([["a", n]]); const [first] = m.keys(); return [[...xs.entries()], Array.from(xs.keys()), Object.fromEntries(m.entries()), new Set(m.values()).size, first];`,
  ),
  of(
    "iterators inside a helper",
    `return [both([1, n]), await double(n)];`,
    `const both = (xs: number[]) => { const it = xs.values(); return [[...it], [...it]]; };`,
  ),
  of(
    "type arguments of a call",
    `return [same<number>(n), [n].map((x) => same<number>(x)), await double(n)];`,
    `const same = <T>(x: T): T => x;`,
  ),
  of("namespace imports", `return [n, await double(n)];`),
  of(
    "asynchronous callbacks that are awaited",
    `const xs = await rows({ count: n }); return await Promise.all(xs.map(async (x) => { if (x > 2) return 0; return x * 2; }));`,
  ),
  of("asynchronous Array.from", `return await Promise.all(Array.from({ length: n }, async (_, i) => i * 2));`),
  of(
    "a loop over an outer variable in a helper",
    `return [last([1, n]), await double(n)];`,
    `const last = (xs: number[]) => { let x = 0; for (x of xs) continue; return x; };`,
  ),
];
