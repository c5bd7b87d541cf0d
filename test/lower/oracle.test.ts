// Every program means what it means when it is simply called: same result, same calls, same order of effects.
import { beforeAll, describe, expect, test } from "vitest";
import { type LoweredText, lowerAll, onlyPipeline } from "./lowering.js";
import { bothWays, type Run } from "./oracle.js";
import { programs, sourceOf } from "./programs.js";

let lowered: readonly LoweredText[];
beforeAll(() => {
  lowered = lowerAll(
    programs.map((program) => ({ text: sourceOf(program), ...(program.others ? { others: program.others } : {}) })),
  );
});

describe.each(programs.map((program, index) => [program.name, program, index] as const))("%s", (_, program, index) => {
  let ways: { readonly plain: Run; readonly lowered: Run };
  beforeAll(async () => {
    const one = lowered[index] as LoweredText;
    ways = await bothWays(one.file, onlyPipeline(one));
  });
  test.each(program.sets.map((set) => [JSON.stringify(set), set] as const))("%s", async (_text, set) => {
    const plain = await ways.plain(set);
    const run = await ways.lowered(set);
    if (program.beside) return expect({ ...run, calls: [] }).toEqual({ ...plain, calls: [] });
    if (plain.failed === null) return expect(run).toEqual(plain);
    // Independent steps may run beside a failure; what must not is an effect behind it.
    expect(run.failed).toBe(plain.failed);
    expect(run.effects).toEqual(plain.effects);
  });
});
