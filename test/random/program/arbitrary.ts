// Random programs as fast-check takes them: drawn from its random numbers, shrunk by structure.
import fc from "fast-check";
import type { Draw, Switch } from "./context.js";
import { randomProgram } from "./generate.js";
import { smaller } from "./shrink.js";
import type { Program } from "./syntax.js";

/** Programs over the constructs that are switched on. */
export function programs(has: (feature: Switch) => boolean): fc.Arbitrary<Program> {
  return new ProgramArbitrary(has);
}

class ProgramArbitrary extends fc.Arbitrary<Program> {
  constructor(readonly has: (feature: Switch) => boolean) {
    super();
  }
  generate(random: fc.Random): fc.Value<Program> {
    return new fc.Value(randomProgram(drawFrom(random), this.has), undefined);
  }
  canShrinkWithoutContext(_value: unknown): _value is Program {
    return true;
  }
  shrink(program: Program): fc.Stream<fc.Value<Program>> {
    return fc.stream(smaller(program)).map((one) => new fc.Value(one, undefined));
  }
}

const drawFrom = (random: fc.Random): Draw => ({
  int: (min, max) => random.nextInt(min, max),
  chance: (share) => random.nextInt(0, 9999) < share * 10_000,
  pick: (from) => from[random.nextInt(0, from.length - 1)] as (typeof from)[0],
});
