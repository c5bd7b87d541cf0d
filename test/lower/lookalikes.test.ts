// What looks like a refused program and is none is accepted, and does what the plain call does.
import { beforeAll, describe, expect, test } from "vitest";
import { lookalikes } from "./lookalikes.js";
import { type LoweredText, lowerAll, onlyPipeline } from "./lowering.js";
import { bothWays, type Run } from "./oracle.js";
import { sourceOf } from "./programs.js";

let lowered: readonly LoweredText[];
beforeAll(() => {
  lowered = lowerAll(
    lookalikes.map((program) => ({ text: sourceOf(program), ...(program.others ? { others: program.others } : {}) })),
    { node: true },
  );
});

describe.each(lookalikes.map((program, index) => [program.name, program, index] as const))("%s", (_, program, index) => {
  let ways: { readonly plain: Run; readonly lowered: Run };
  beforeAll(async () => {
    const one = lowered[index] as LoweredText;
    ways = await bothWays(one.file, onlyPipeline(one));
  });
  test.each(program.sets.map((set) => [JSON.stringify(set), set] as const))("%s", async (_text, set) => {
    const plain = await ways.plain(set);
    expect(plain.failed).toBeNull();
    expect(await ways.lowered(set)).toEqual(plain);
  });
});
