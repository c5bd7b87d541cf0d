// Every program means what it means when it is simply called: same result, same calls, same order of effects.
import { describe, expect, test } from "vitest";
import { bothWays } from "./oracle.js";
import { programs, sourceOf } from "./programs.js";

describe.each(programs.map((program) => [program.name, program] as const))("%s", (_, program) => {
  test.each(program.sets.map((set) => [JSON.stringify(set), set] as const))("%s", async (_text, set) => {
    const { plain, lowered } = await bothWays(sourceOf(program), set, program.others);
    if (plain.failed !== null) {
      // Independent steps may run beside a failure; what must not is an effect behind it.
      expect(lowered.failed).toBe(plain.failed);
      expect(lowered.effects).toEqual(plain.effects);
      return;
    }
    expect(lowered).toEqual(plain);
  });
});
