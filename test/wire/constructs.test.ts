// What is said of each construct: what became of it for an engine, and why.
import { expect, test } from "vitest";
import { explainWiring, wirePipeline } from "../../compiler/wire/index.js";
import { controlPrograms } from "../lower/control-programs.js";
import { lowerAll, onlyPipeline } from "../lower/lowering.js";
import { type Program, sourceOf } from "../lower/programs.js";

const most = Number.MAX_SAFE_INTEGER;
const engines = {
  flat: { maxInstances: 1000, fanOutDepth: 1 },
  nesting: { maxInstances: most, fanOutDepth: most },
} as const;

/** One line per construct. */
function said(bodies: readonly string[], limits: { readonly maxInstances: number; readonly fanOutDepth: number }) {
  const sources = bodies.map((body) => ({ text: sourceOf({ name: "", body, sets: [] } satisfies Program) }));
  return lowerAll(sources).map((lowered) => {
    const pipeline = onlyPipeline(lowered);
    const { wiring } = wirePipeline(pipeline, {}, limits);
    return explainWiring(pipeline.structure, wiring).constructs.map(
      ({ node, construct, form, why }) => `${node} (${construct}) ${form}: ${why}`,
    );
  });
}

const branch = `const a = await double(n); if (a > 3) { await notify("big", a); } return a;`;
const ofParameters = `if (n > 3) { await notify("big", n); } return n;`;
const nested = `const xs = await rows({ count: n }); return await Promise.all(xs.map(async (x) => { const ys = await rows({ count: x }); return await sum(await Promise.all(ys.map((y) => double(y)))); }));`;
const loop = `let a = n; while (a < 10) { if (a > 2) { await notify("a", a); } a = await add(a, 3); } return a;`;
const caught = `try { await fail("no"); if (n > 3) throw new Error("big"); } catch (e) { await notify((e as Error).message, n); } return n;`;
const uncaught = `const a = await double(n); if (a > 3) throw new Error("big"); return a;`;

test("for an engine whose fan-outs do not nest, and that has a limit", () => {
  expect(said([branch, ofParameters, nested, loop, caught, uncaught], engines.flat)).toMatchInlineSnapshot(`
    [
      [
        "if_1 (if) native: the engine skips the side that is not taken, by what earlier tasks tell",
      ],
      [
        "if_1 (if) gate: gate_1 evaluates the condition, which no single step before it is sure to know",
      ],
      [
        "map_1 (fan-out) chunked: more than 1000 items share processes",
        "map_2 (fan-out) block: the engine cannot nest a fan-out in another: one process runs its items, one after another",
      ],
      [
        "if_1 (if) native: the engine skips the side that is not taken, by what earlier tasks tell",
        "loop_1 (loop) block: one process runs its rounds, for only they tell when it ends",
        "if_2 (if) block: the process of loop_1 runs it",
        "if_3 (if) block: the process of loop_1 runs it",
      ],
      [
        "try_1 (try) gate: try_1 starts when all of the body has ended, and tells whether the handler is entered",
        "if_1 (if) native: the engine skips the side that is not taken, by what earlier tasks tell",
        "throw_1 (throw) gate: try_1 finds whether it was reached",
      ],
      [
        "if_1 (if) native: the engine skips the side that is not taken, by what earlier tasks tell",
        "throw_1 (throw) gate: end finds whether it was reached",
      ],
    ]
  `);
});

test("for an engine without limits", () => {
  expect(said([nested], engines.nesting)).toMatchInlineSnapshot(`
    [
      [
        "map_1 (fan-out) native: one instance per item, counted by rows",
        "map_2 (fan-out) native: one instance per item, counted by rows_2",
      ],
    ]
  `);
});

test("of every program each compound and throw is explained by what its wiring has", () => {
  const lowered = lowerAll(
    controlPrograms.map((program) => ({ text: sourceOf(program), ...(program.others ? { others: program.others } : {}) })),
  );
  for (const limits of Object.values(engines)) {
    for (const [at, { pipelines }] of lowered.entries()) {
      const name = controlPrograms[at]?.name;
      const pipeline = pipelines.at(-1);
      if (!pipeline) throw new Error(`${name} has no pipeline`);
      const { wiring } = wirePipeline(pipeline, {}, limits);
      const notes = explainWiring(pipeline.structure, wiring).constructs;
      expect(new Set(notes.map(({ node }) => node)).size, name).toBe(notes.length);
      const blocks = wiring.tasks.filter(({ kind }) => kind === "block").map(({ node }) => node);
      const said = notes.filter(({ form, why }) => form === "block" && !why.startsWith("the process of")).map(({ node }) => node);
      expect(said.sort(), name).toEqual(blocks.sort());
    }
  }
});
