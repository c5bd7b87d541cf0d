// What must come out of a shape's cases: the `expected.json` beside it. `UPDATE=1` writes it anew: read the difference.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Observed } from "./observed.js";
import { readJson, type Shape } from "./shape.js";
import { type Trace, traceOf } from "./trace.js";

export interface Expected {
  readonly status: string;
  /** Extended JSON. */
  readonly result: unknown;
  /** The failure's message, where it fails. */
  readonly error?: string;
  readonly trace: Trace;
}

/** What came out, in the form of `expected.json`. */
export function cameOut(observed: Observed): Expected {
  const { status, result, error } = observed;
  return {
    status,
    result: result === null ? null : JSON.parse(result),
    ...(error === null ? {} : { error }),
    trace: traceOf(observed),
  };
}

/** What is written beside a shape, by case. */
export function expectedOf(shape: Shape): Readonly<Record<string, Expected>> {
  return existsSync(shape.expected) ? readJson(shape.expected) : {};
}

/** Writes what came out of a case, in the order of the cases; what there is of no case goes. */
export function writeExpected(shape: Shape, name: string, seen: Expected): void {
  const all: Readonly<Record<string, Expected>> = { ...expectedOf(shape), [name]: seen };
  const kept = Object.keys(shape.cases).flatMap((one) => (all[one] ? [[one, all[one]] as const] : []));
  mkdirSync(dirname(shape.expected), { recursive: true });
  writeFileSync(shape.expected, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}
