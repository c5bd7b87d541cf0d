// Which value each variable of the author's has at a point of the program. A branch writes to a layer of its own.
import type { ts } from "ts-morph";
import type { Value } from "./value.js";

/** A way out of a function or loop, kept like a variable: a boolean that says whether it was taken, or the value returned. */
export interface Flag {
  readonly flag: "returned" | "result" | "break" | "continue";
}
export type Variable = ts.Symbol | Flag;

export interface Environment {
  get(variable: Variable): Value | undefined;
  set(variable: Variable, value: Value): void;
  /** What was set in this layer, in order of first setting. */
  readonly changes: ReadonlyMap<Variable, Value>;
}

/** A new layer over `outer`. */
export function createEnvironment(outer?: Environment): Environment {
  const own = new Map<Variable, Value>();
  return {
    get: (variable) => own.get(variable) ?? outer?.get(variable),
    set: (variable, value) => {
      own.set(variable, value);
    },
    changes: own,
  };
}
