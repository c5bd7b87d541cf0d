// Which value each variable of the author's has at a point of the program. A branch writes to a layer of its own.
import type { ts } from "ts-morph";
import type { Value } from "./value.js";

/**
 * What lowering keeps like a variable of the author's: whether a way out of a function or loop was taken (`thrown` too), the value
 * returned; in a `finally` whether a failure is pending, and which; the round of a loop; whether a `switch` is running through its cases.
 */
export interface Flag {
  readonly flag: "returned" | "result" | "break" | "continue" | "thrown" | "pending" | "failure" | "round" | "entered";
}
export type Variable = ts.Symbol | Flag;

export interface Environment {
  get(variable: Variable): Value | undefined;
  set(variable: Variable, value: Value): void;
  /** What was set in this layer, in order of first setting. */
  readonly changes: ReadonlyMap<Variable, Value>;
  /** The layer below. */
  readonly outer?: Environment;
}

/** The name of a variable, for ids and people. */
export function nameOf(variable: Variable): string {
  return "flag" in variable ? variable.flag : variable.name;
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
    ...(outer ? { outer } : {}),
  };
}
