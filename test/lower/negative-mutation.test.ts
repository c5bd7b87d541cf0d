// Writing to what has another name: parameters, steps' outputs, what was handed on.
import { refusesAll } from "./negative.js";

refusesAll([
  // Steps' outputs and parameters, at any depth.
  { body: `const xs = await rows({ count: n }); /*mutation-shared*/xs.sort(); return xs;` },
  { body: `const xs = await rows({ count: n }); return /*mutation-shared*/xs.sort((a, b) => b - a)[0];` },
  { body: `const xs = await rows({ count: n }); return [/*mutation-shared*/xs.pop(), xs];` },
  { body: `const xs = await rows({ count: n }); /*mutation-shared*/xs.length = 0; return xs;` },
  { body: `const xs = await rows({ count: n }); /*mutation-shared*/xs[0]!++; return xs;` },
  { body: `const p = await pair(n); /*mutation-shared*/p.deep.x = 1; return p;` },
  { body: `const p = await pair(n); /*mutation-shared*/p.right.push(1); return p;` },
  { body: `const p = await pair(n); /*mutation-shared*/delete p.deep.y; return p;` },
  { body: `const { right } = await pair(n); /*mutation-shared*/right.push(1); return right;` },
  { body: `const [p] = [await pair(n)]; /*mutation-shared*/p!.right.reverse(); return p;` },
  { body: `const ps = await Promise.all([1, n].map((x) => pair(x))); /*mutation-shared*/ps[0]!.right.push(1); return ps;` },
  { body: `const ps = [await pair(n)]; return ps.map((p) => { /*mutation-shared*/p.left = 0; return p; });` },
  { body: `const ps = [await pair(n)]; return ps.map(({ right }) => { /*mutation-shared*/right.push(1); return right; });` },
  { body: `const ps = [await pair(n)]; return ps.toSorted((a, b) => (/*mutation-shared*/a.right.push(1), b.left - a.left));` },
  { body: `const ps = [await pair(n)]; return ps.flatMap((p) => /*mutation-shared*/p.right.splice(0, 1));` },
  { body: `const ps = [await pair(n)]; for (const p of ps.slice()) { /*mutation-shared*/p.left = 0; } return ps;` },
  {
    body: `const ps = [await pair(n)]; const copy = ps.concat(); return copy.map((p) => { /*mutation-shared*/p.right[0] = 9; return p; });`,
  },
  { body: `const p = await pair(n); const copy = { ...p }; /*mutation-shared*/copy.right.push(1); return p;` },
  { body: `const p = await pair(n); const copy = [p.right].slice(); /*mutation-shared*/copy[0]!.push(1); return p;` },
  { body: `const p = await pair(n); const copy = Object.values({ a: p.right }); /*mutation-shared*/copy[0]!.push(1); return p;` },
  {
    body: `const p = await pair(n); /*mutation-shared*/Object.assign(p, { left: 1 }); return p;`.replace(
      "/*mutation-shared*/Object.assign(p",
      "Object.assign(/*mutation-shared*/p",
    ),
  },
  { body: `const p = await pair(n); Object.freeze(/*mutation-shared*/p); return p;` },
  { parameters: `{ xs = [] }: { xs?: number[] }`, body: `/*mutation-shared*/xs.push(1); return await sum(xs);` },
  { body: `const p = await pair(n); const { right = [] } = p; /*mutation-shared*/right.unshift(0); return p;` },
  { body: `const p = await pair(n); const list = p.right ?? []; /*mutation-shared*/list.push(0); return p;` },
  { body: `const p = await pair(n); const list = n > 1 ? p.right : []; /*mutation-shared*/list.push(0); return p;` },
  { body: `const d = new Date(n); /*mutation-shared*/d.setTime(5); return [d.getTime(), await double(n)];` },
  { body: `const m = new Map([[1, await double(n)]]); /*mutation-shared*/m.set(2, 2); return [...m];` },
  // Helpers that write to what they are given.
  {
    module: `const grow = (xs: number[]) => { xs.push(1); return xs; };`,
    body: `return /*helper-impure*/grow(await rows({ count: n }));`,
  },
  {
    module: `const grow = ({ right }: { right: number[] }) => { right.push(1); return right; };`,
    body: `return /*helper-impure*/grow(await pair(n));`,
  },
  {
    module: `const grow = (p: { right: number[] }) => { const { right } = p; right.push(1); return p; };`,
    body: `return /*helper-impure*/grow(await pair(n));`,
  },
  {
    module: `const grow = (p: { right: number[] }) => { const alias = [p.right]; alias[0]!.push(1); return p; };`,
    body: `return /*helper-impure*/grow(await pair(n));`,
  },
  {
    module: `const grow = (xs: number[]) => { let out: number[] = []; [out] = [xs]; out.push(1); return xs; };`,
    body: `return /*helper-impure*/grow(await rows({ count: n }));`,
  },
  {
    module: `const grow = (xs: number[]) => { let out: number[] = []; ({ out } = { out: xs }); out.push(1); return xs; };`,
    body: `return /*helper-impure*/grow(await rows({ count: n }));`,
  },
  {
    module: `const grow = (xs: number[]) => { let out: number[] = []; for (out of [xs]) out.push(1); return xs; };`,
    body: `return /*helper-impure*/grow(await rows({ count: n }));`,
  },
  {
    module: `const grow = (xs: number[]) => { let out: number[] = []; out = xs; out.push(1); return xs; };`,
    body: `return /*helper-impure*/grow(await rows({ count: n }));`,
  },
  {
    module: `const grow = (xs: number[]) => { const out = (() => xs)(); out.push(1); return xs; };`,
    body: `return /*helper-impure*/grow(await rows({ count: n }));`,
  },
  {
    module: `const same = <T>(x: T) => x; const grow = (xs: number[]) => { same(xs).push(1); return xs; };`,
    body: `return /*helper-impure*/grow(await rows({ count: n }));`,
  },
  {
    module: `const grow = (xs: number[]) => [1].reduce((into, x) => { into = xs; into.push(x); return into; }, [] as number[]);`,
    body: `return /*helper-impure*/grow(await rows({ count: n }));`,
  },
  {
    module: `const grow = (xs: number[]) => { const out = [1].reduce((_, x) => xs, [] as number[]); out.push(1); return out; };`,
    body: `return /*helper-impure*/grow(await rows({ count: n }));`,
  },
  {
    module: `const grow = (xs: number[]) => { xs.forEach((x, i, all) => { all[i] = x + 1; }); return xs; };`,
    body: `return /*helper-impure*/grow(await rows({ count: n }));`,
  },
  {
    module: `const grow = (xs: number[]) => { [1].forEach(([] as unknown[]).push, xs); return xs; };`,
    body: `return /*helper-impure*/grow(await rows({ count: n }));`,
  },
  {
    module: `const grow = (xs: number[]) => { const { push } = xs; push.apply(xs, [1]); return xs; };`,
    body: `return /*helper-impure*/grow(await rows({ count: n }));`,
  },
  {
    module: `const zero = (xs: Float32Array) => { new Float32Array(xs.buffer)[0] = 0; return xs; };`,
    body: `return [.../*helper-impure*/zero(new Float32Array([await double(n)]))];`,
  },
  {
    module: `const zero = (xs: Float32Array) => { xs.subarray(1).fill(0); return xs; };`,
    body: `return [.../*helper-impure*/zero(new Float32Array([await double(n)]))];`,
  },
  {
    module: `const strip = (p: { deep: { y?: string } }) => { delete p.deep.y; return p; };`,
    body: `return /*helper-impure*/strip(await pair(n));`,
  },
  {
    module: `const strip = (p: { deep: { y?: string } }) => { const q = structuredClone([p]); q[0] = p; for (const x of q) x.deep.y = ""; return p; };`,
    body: `return /*helper-impure*/strip(await pair(n));`,
  },
  {
    module: `const set = (p: { left: number }) => { Object.assign(p, { left: 1 }); return p; };`,
    body: `return /*helper-impure*/set(await pair(n));`,
  },
  {
    module: `const set = (p: { left: number }) => { [p.left] = [1]; return p; };`,
    body: `return /*helper-impure*/set(await pair(n));`,
  },
  {
    module: `const set = (p: { left: number }) => { ({ left: p.left } = { left: 1 }); return p; };`,
    body: `return /*helper-impure*/set(await pair(n));`,
  },
  {
    module: `const set = (p: { left: number }) => { for (p.left of [1]) continue; return p; };`,
    body: `return /*helper-impure*/set(await pair(n));`,
  },
  // Locals that were handed on.
  { body: `const a: number[] = []; const b = a; /*mutation-shared*/b.push(await double(n)); return a;` },
  { body: `const a: number[] = []; const b = a; /*mutation-aliased*/a.push(await double(n)); return b;` },
  { body: `const a: number[] = []; const [b] = [a]; /*mutation-shared*/b!.push(await double(n)); return a;` },
  { body: `const a: number[] = []; const { b } = { b: a }; /*mutation-shared*/b.push(await double(n)); return a;` },
  { body: `const a: number[] = []; let b: number[] = []; b = a; /*mutation-aliased*/a.push(await double(n)); return b;` },
  {
    body: `const a: number[] = []; let b: number[] = []; if (n > 1) b = a; /*mutation-aliased*/a.push(await double(n)); return b;`,
  },
  {
    body: `const a: number[] = []; let b: number[] = []; if (n > 1) { await notify("x", n); b = a; } /*mutation-aliased*/a.push(1); return b;`,
  },
  { body: `const a: number[] = []; const b = n > 1 ? a : [0]; /*mutation-aliased*/a.push(await double(n)); return b;` },
  { body: `const a: number[] = []; const b = n > 1 && a; /*mutation-aliased*/a.push(await double(n)); return b;` },
  { body: `const a: number[] = []; const b = [a, [n]]; /*mutation-aliased*/a.push(await double(n)); return b;` },
  { body: `const a: number[] = []; const b = [a].concat(); /*mutation-aliased*/a.push(await double(n)); return b;` },
  { body: `const a: number[][] = [[1]]; const b = a.slice(); /*mutation-shared*/b[0]!.push(await double(n)); return a;` },
  { body: `const a: number[][] = [[1]]; /*mutation-shared*/a[0]!.push(await double(n)); return a;` },
  { body: `const a: number[][] = [[1]]; const [b] = a; /*mutation-shared*/b!.push(await double(n)); return a;` },
  { body: `const a: number[][] = [[1], [2]]; for (const b of a) /*mutation-shared*/b.push(await double(n)); return a;` },
  { body: `const a = { xs: [1] }; const { xs } = a; /*mutation-shared*/xs.push(await double(n)); return a;` },
  {
    body: `const a: number[] = []; const b = new Map([["a", a]]); /*mutation-aliased*/a.push(await double(n)); return b.get("a");`,
  },
  { body: `const a: number[] = []; const b = Object.values({ a }); /*mutation-aliased*/a.push(await double(n)); return b;` },
  { body: `const a: Record<string, number> = {}; const b = a; /*mutation-aliased*/a.x = await double(n); return b;` },
  { body: `const a: Record<string, number> = {}; const b = [a]; /*mutation-aliased*/a[String(n)] = await double(n); return b;` },
  { body: `const a: number[] = []; /*mutation-aliased*/a.push(a.length, await sum(a)); return a;` },
  {
    module: `const same = <T>(x: T) => x;`,
    body: `const a: number[] = []; const b = same(a); /*mutation-aliased*/a.push(await double(n)); return b;`,
  },
  {
    module: `const same = <T>(x: T) => x;`,
    body: `const a: number[] = []; const b = same(a); /*mutation-shared*/b.push(await double(n)); return a;`,
  },
  {
    module: `const wrap = <T>(x: T) => ({ x });`,
    body: `const a: number[] = []; const { x } = wrap(a); /*mutation-aliased*/a.push(await double(n)); return x;`,
  },
  {
    body: `const same = (x: number[]) => x; const a: number[] = []; const b = same(a); /*mutation-aliased*/a.push(await double(n)); return b;`,
  },
  {
    body: `const xs = await rows({ count: n }); let c: number[] = []; const a: number[] = []; for (const x of xs) { a.push(x); c = a; } /*mutation-aliased*/c.push(9); return { a, c };`,
  },
  {
    body: `const xs = await rows({ count: n }); let c: number[] = []; const a: number[] = []; for (const x of xs) { a.push(x); c = a; } /*mutation-aliased*/a.push(9); return { a, c };`,
  },
  {
    body: `const xs = await rows({ count: n }); const a: number[] = []; xs.forEach((x) => { /*mutation-shared*/a.push(x); }); return a;`,
  },
  {
    body: `const xs = await rows({ count: n }); const a: number[] = []; const put = (x: number) => { /*mutation-shared*/a.push(x); }; xs.forEach(put); return a;`,
  },
  { body: `const a = Object.freeze([1]); /*mutation-shared*/(a as number[]).push(await double(n)); return a;` },
  // Assignments where they are no statements of their own.
  {
    body: `let x = 1; const y = /*assignment-in-expression*/(x = 2) + 1; return [x, y, await double(n)];`.replace(
      "/*assignment-in-expression*/(x",
      "(/*assignment-in-expression*/x",
    ),
  },
  { body: `let x = 1; const y = /*assignment-in-expression*/x++; return [x, y, await double(n)];` },
  { body: `let x = 1; return await double(/*assignment-in-expression*/++x);` },
  { body: `let x = 1; const f = () => { /*callback-assignment*/x = 2; }; f(); return [x, await double(n)];` },
]);
