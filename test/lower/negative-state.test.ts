// State: module variables that change, closures that remember, values that are used up, parts of JavaScript that reach around.
import { refusesAll } from "./negative.js";

refusesAll([
  // Modules.
  { module: `let count = 0; export const bump = () => { count += 1; };`, body: `return await double(/*state-shared*/count);` },
  { module: `var count = 0; export const bump = () => { count += 1; };`, body: `return await double(/*state-shared*/count);` },
  {
    module: `import { rate } from "./other";`,
    others: { "other.ts": `export let rate = 1; export const faster = () => { rate *= 2; };` },
    body: `return await double(/*state-shared*/rate);`,
  },
  {
    module: `import * as other from "./other";`,
    others: { "other.ts": `export let rate = 1; export const faster = () => { rate *= 2; };` },
    body: `return await double(/*state-shared*/other.rate);`,
  },
  {
    module: `import * as other from "./other";`,
    others: { "other.ts": `export let next = () => 1; export const swap = () => { next = () => 2; };` },
    body: `return await double(/*state-shared*/other.next());`,
  },
  {
    module: `const ops = { next: () => 1 }; export const swap = () => { ops.next = () => 2; };`,
    body: `return await double(/*state-shared*/ops.next());`,
  },
  {
    module: `const seen = new Map<number, number>(); export const note = (x: number) => seen.set(x, x);`,
    body: `return await double(/*state-shared*/seen.size);`,
  },
  {
    module: `const seen = new Set<number>(); export const note = (x: number) => seen.add(x);`,
    body: `return await double(/*state-shared*/seen.size);`,
  },
  {
    module: `const box = { count: 0 }; export const bump = () => { box.count++; };`,
    body: `return await double(/*state-shared*/box.count);`,
  },
  {
    module: `const box = { deep: { xs: [1] } }; export const bump = () => { box.deep.xs.push(1); };`,
    body: `return await sum(/*state-shared*/box.deep.xs);`,
  },
  {
    module: `const box = { deep: { xs: [1] } }; export const bump = () => { box.deep!.xs[0]! += 1; };`,
    body: `return await sum(/*state-shared*/box.deep.xs);`,
  },
  {
    module: `const table = [1]; export const bump = () => { const alias = table; alias.push(1); };`,
    body: `return await sum(/*state-shared*/table);`,
  },
  {
    module: `const box = { xs: [1] }; export const bump = () => { const { xs } = box; xs.push(1); };`,
    body: `return await sum(/*state-shared*/box.xs);`,
  },
  {
    module: `const table = [{ x: 1 }]; export const bump = () => { for (const row of table) row.x += 1; };`,
    body: `return await double(/*state-shared*/table[0]!.x);`,
  },
  {
    module: `const table = [{ x: 1 }]; export const bump = () => table.forEach((row) => { row.x += 1; });`,
    body: `return await double(/*state-shared*/table[0]!.x);`,
  },
  {
    module: `const table = [1]; const grow = (xs: number[]) => { xs.push(1); }; export const bump = () => grow(table);`,
    body: `return await sum(/*state-shared*/table);`,
  },
  {
    module: `const table = { x: 1 }; export const bump = () => Object.assign(table, { x: 2 });`,
    body: `return await double(/*state-shared*/table.x);`,
  },
  {
    module: `const table = { x: 1 }; export const bump = () => { [table.x] = [2]; };`,
    body: `return await double(/*state-shared*/table.x);`,
  },
  {
    module: `const table = [1]; const get = () => table; export const bump = () => { get().push(2); };`,
    body: `return await sum(/*state-shared*/table);`,
  },
  {
    module: `const table = [1]; export const read = step(async (): Promise<number> => table.push(1));`,
    body: `return await sum(/*state-shared*/table);`,
  },
  {
    module: `import { table } from "./other"; export const bump = () => { table.push(1); };`,
    others: { "other.ts": `export const table = [1];` },
    body: `return await sum(/*state-shared*/table);`,
  },
  {
    module: `import { table } from "./other"; import "./more";`,
    others: {
      "other.ts": `export const table = [1];`,
      "more.ts": `import { table as t } from "./other"; export const bump = () => { t.push(1); };`,
    },
    body: `return await sum(/*state-shared*/table);`,
  },
  {
    module: `import { table } from "./other"; import "./more";`,
    others: {
      "other.ts": `export const table = [1];`,
      "more.ts": `import * as o from "./other"; export const bump = () => { o.table.push(1); };`,
    },
    body: `return await sum(/*state-shared*/table);`,
  },
  { module: `const { at } = { at: Date.now() };`, body: `return await double(/*helper-impure*/at);` },
  { module: `const { random } = Math;`, body: `return await double(/*helper-impure*/random());` },
  { module: `const [roll] = [Math.random];`, body: `return await double(/*helper-impure*/roll!());` },
  {
    module: `let { size } = { size: 1 }; export const grow = () => { size += 1; };`,
    body: `return await double(/*state-shared*/size);`,
  },
  { module: `enum Seed { A = Math.floor(Math.random() * 10) }`, body: `return await double(/*helper-impure*/Seed.A);` },
  { module: `const next = () => ++next.count; next.count = 0;`, body: `return await double(/*helper-impure*/next());` },
  {
    module: `function next() { return 1; } next.count = 0; export const bump = () => { next.count++; };`,
    body: `return await double(/*state-shared*/next.count);`,
  },
  { module: `class Config { static rate = 1; }`, body: `return await double(/*call-unproven*/Config.rate);` },
  { module: `namespace Config { export let rate = 1; }`, body: `return await double(/*call-unproven*/Config.rate);` },
  { module: `declare const secret: () => number;`, body: `return await double(/*call-unproven*/secret());` },
  { module: `declare function secret(): number;`, body: `return await double(/*call-unproven*/secret());` },
  {
    module: `function pick(x: number): number; function pick(x: string): number; function pick(x: number | string): number { return Math.random(); }`,
    body: `return await double(/*helper-impure*/pick(n));`,
  },
  // Closures that remember.
  {
    module: `const counter = (() => { let c = 0; return () => ++c; })();`,
    body: `return await double(/*helper-impure*/counter());`,
  },
  {
    module: `const make = () => { let c = 0; return () => ++c; }; const counter = make();`,
    body: `return await double(/*helper-impure*/counter());`,
  },
  {
    module: `const make = () => { let c = 0; return { next: () => ++c }; }; const counter = make();`,
    body: `return await double(/*helper-impure*/counter.next());`,
  },
  {
    module: `function make() { const seen: number[] = []; return (x: number) => seen.push(x); } const counter = make();`,
    body: `return await double(/*helper-impure*/counter(n));`,
  },
  {
    module: `const make = () => { const seen = new Map<number, number>(); return (x: number) => { seen.set(x, x); return seen.size; }; }; const counter = make();`,
    body: `return await double([n].map(/*helper-impure*/counter)[0]!);`,
  },
  {
    module: `const once = (f: () => number) => { let c: number | undefined; return { get: () => (c ??= f()) }; };`,
    body: `return await double(/*call-unproven*/once(() => n).get());`,
  },
  {
    module: `const hold = <T>(f: () => T) => ({ f });`,
    body: `let r = 1; const h = /*function-stored*/hold(() => r); r = 2; return [/*call-unproven*/h.f(), await double(r)];`,
  },
  { body: `let r = 1; const o = { f: /*function-stored*/() => r }; r = 2; return [o.f(), await double(r)];` },
  { body: `let r = 1; const fs = [/*function-stored*/() => r]; r = 2; return [/*call-unproven*/fs[0]!(), await double(r)];` },
  {
    body: `let r = 1; const m = /*function-stored*/new Map([["f", () => r]]); r = 2; return [/*call-unproven*/m.get("f")!(), await double(r)];`,
  },
  // Values that are used up, or keep a position.
  { body: `const xs = await rows({ count: n }); const it = /*syntax-unsupported*/xs.values(); return [[...it], [...it]];` },
  {
    body: `const xs = await rows({ count: n }); const it = /*syntax-unsupported*/xs.entries(); return Array.from(it).length + Array.from(it).length;`,
  },
  { body: `const it = /*syntax-unsupported*/"abab".matchAll(/a/g); return [[...it].length, [...it].length, await double(n)];` },
  { body: `const m = new Map([["a", await double(n)]]); const it = /*syntax-unsupported*/m.keys(); return [[...it], [...it]];` },
  {
    body: `const xs = await rows({ count: n }); const box = { it: /*syntax-unsupported*/xs.values() }; return [[...box.it], [...box.it]];`,
  },
  {
    body: `const word = /x/g; const a = /*state-shared*/word.test("xx"); return [a, /*state-shared*/word.test("xx"), await double(n)];`,
  },
  {
    body: `const word = new RegExp("x", "y"); return ["xx".replace(/*state-shared*/word, "a"), "xx".replace(/*state-shared*/word, "b"), await double(n)];`,
  },
  { module: `const word = /x/g;`, body: `return ["xx".replace(/*state-shared*/word, "a"), await double(n)];` },
  { module: `const words = { x: /x/g };`, body: `return [/*state-shared*/words.x.test("x"), await double(n)];` },
  { module: `const words = [new RegExp("x", "g")];`, body: `return [/*state-shared*/words[0]!.test("x"), await double(n)];` },
  {
    module: `const word = new RegExp("x", "g"); const has = (text: string) => word.test(text);`,
    body: `return [/*helper-impure*/has("x"), await double(n)];`,
  },
  // Around the language.
  { body: `return await double(/*syntax-unsupported*/String.raw\`\${n}\`.length);` },
  {
    module: `const tag = (parts: TemplateStringsArray) => parts.length;`,
    body: `return await double(/*syntax-unsupported*/tag\`x\`);`,
  },
  { module: `function* count() { yield 1; }`, body: `return [.../*helper-impure*/count(), await double(n)];` },
  { module: `async function later(x: number) { return x; }`, body: `return await /*helper-async*/later(await double(n));` },
  { module: `const later = async (x: number) => x;`, body: `return [await double(n), await /*helper-async*/later(n)];` },
  { module: `function self(this: void) { return this; }`, body: `return [/*helper-impure*/self(), await double(n)];` },
  { module: `function all() { return arguments.length; }`, body: `return await double(/*helper-impure*/all());` },
  { module: `const box = { x: 1, get y() { return this.x; } };`, body: `return await double(/*syntax-unsupported*/box.y);` },
  {
    module: `const box = { x: 1 }; Object.defineProperty(box, "x", { get: () => Math.random() });`,
    body: `return await double(/*state-shared*/box.x);`,
  },
  { module: `const box = { x: 1 }; Object.setPrototypeOf(box, null);`, body: `return await double(/*state-shared*/box.x);` },
  { module: `const box = { x: 1 }; Reflect.set(box, "x", 2);`, body: `return await double(/*state-shared*/box.x);` },
  {
    module: `const make = () => Object.create({ x: 1 }) as { x: number };`,
    body: `return await double(/*helper-impure*/make().x);`,
  },
  {
    module: `const make = () => Object.defineProperty({ x: 1 }, "x", { get: () => 2 });`,
    body: `return await double(/*helper-impure*/make().x);`,
  },
  {
    body: `const o = { /*syntax-unsupported*/__proto__: { x: 1 }, y: 2 } as { x?: number; y: number }; return [o.x, await double(o.y)];`,
  },
  {
    body: `const o = {} as { x?: number }; return [/*syntax-unsupported*/(o as unknown as { __proto__: { x?: number } }).__proto__.x, await double(n)];`,
  },
  { body: `return [/*call-impure*/Array.prototype.slice.call([n]), await double(n)];` },
  { body: `/*mutation-shared*/Array.prototype.at = () => 1; return await double(n);` },
  {
    module: `declare global { interface Array<T> { second(): T } } Array.prototype.second = function () { return this[1]; };`,
    body: `return await double(/*call-unproven*/[1, n].second());`,
  },
  { body: `/*syntax-unsupported*/outer: for (const x of [1, 2]) { if (x === n) break outer; await double(x); } return 1;` },
  { body: `/*syntax-unsupported*/debugger; return await double(n);` },
  { body: `const xs = await rows({ count: n }); let last = 0; for (/*syntax-unsupported*/last of xs) {} return last;` },
  {
    body: `return [await double(n), /*syntax-unsupported*/new.target === undefined];`.replace(
      "new.target === undefined",
      "import.meta.url",
    ),
  },
  { body: `const m = await /*call-unproven*/import("node:os"); return [/*call-unproven*/m.hostname(), await double(n)];` },
  { body: `const f = /*syntax-unsupported*/class {}; return [/*new-impure*/new f(), await double(n)];` },
  { module: `class Row { constructor(readonly x: number) {} }`, body: `return await double(/*new-impure*/new Row(n).x);` },
  {
    module: `class Row { x = 1; }`,
    body: `const p = await pair(n); return [/*syntax-unsupported*/p instanceof Row, await double(n)];`,
  },
  {
    module: `const roll = <T>(x: T) => [x, Math.random()];`,
    body: `return [[n].map(/*syntax-unsupported*/roll<number>), await double(n)];`,
  },
  {
    module: `let at = 0; const roll = (x: number) => ((at = Math.random()), x);`,
    body: `return await double(/*helper-impure*/roll(n));`,
  },
  {
    module: `const fill = (o: { a?: number }) => { let a: number; ({ a = Math.random() } = o); return a; };`,
    body: `return await double(/*helper-impure*/fill({}));`,
  },
  {
    module: `const fill = (o: number[]) => { let a: number; [a = Math.random()] = o; return a; };`,
    body: `return await double(/*helper-impure*/fill([]));`,
  },
  {
    module: `const roll = () => ({ [Math.random()]() { return 1; } });`,
    body: `return [Object.keys(/*helper-impure*/roll()), await double(n)];`,
  },
  {
    module: `const is = (x: unknown) => x instanceof (Math.random() > 0.5 ? Array : Map);`,
    body: `return [/*helper-impure*/is(n), await double(n)];`,
  },
  {
    module: `const reach = (o: any, key: string) => { const f = o[key]; const g = f("return Math.random()"); return g() as number; };`,
    body: `return await double(/*helper-impure*/reach(n, "constructor"));`,
  },
  // Asynchronous callbacks that JavaScript would not wait for.
  { body: `const xs = await rows({ count: n }); return await Promise.all(xs.filter(/*syntax-unsupported*/async (x) => x > 1));` },
  {
    body: `const xs = await rows({ count: n }); return await Promise.all(xs.map(/*syntax-unsupported*/async (x) => x).filter((x) => x !== undefined));`,
  },
  {
    body: `const xs = await rows({ count: n }); return await Promise.all(xs.map((x) => [x].some(/*syntax-unsupported*/async (y) => y > 1)));`,
  },
  { body: `const xs = await rows({ count: n }); return xs.some(/*syntax-unsupported*/async (x) => x > 1);` },
  {
    body: `const xs = await rows({ count: n }); return await Promise.all(xs.map(async (x) => { let s = 0; /*syntax-unsupported*/for await (const y of [x]) s += y; return s; }));`,
  },
]);
