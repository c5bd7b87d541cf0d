// The one error that values throw: what was expected, what came, and where.
import type { Materializer } from "../contract/codec.js";

/** A value that cannot be stored or read as its codec says. `message` begins with `at`. */
export interface ValueError extends Error {
  readonly name: "ValueError";
  /** The path of the value: `output.model`, `$.rows[3].fn`. */
  readonly at: string;
}

/** Makes a ValueError. */
export function valueError(at: string, detail: string, cause?: unknown): ValueError {
  const error = new Error(`${at}: ${detail}`, cause === undefined ? {} : { cause });
  return Object.assign(error, { name: "ValueError" as const, at });
}

/** Whether something thrown is a ValueError. */
export function isValueError(error: unknown): error is ValueError {
  return error instanceof Error && error.name === "ValueError" && "at" in error;
}

/** What a value is, in few words, for messages. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "string":
    case "number":
    case "boolean":
    case "bigint":
    case "symbol":
      return `a ${typeof value}`;
    case "function":
      return value.name === "" ? "a function" : `the function "${value.name}"`;
    default: {
      const name = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor?.name;
      return name === undefined || name === "" || name === "Object" ? "an object" : `an instance of ${name}`;
    }
  }
}

/** `at` one level deeper. */
export function below(at: string, key: string | number): string {
  if (typeof key === "number") return `${at}[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${at}.${key}` : `${at}[${JSON.stringify(key)}]`;
}

const expectations: Readonly<Record<Materializer, string>> = {
  json: "data",
  extended: "data",
  bytes: "a Uint8Array",
  path: "a LocalPath",
  stream: "an AsyncIterable",
  "layers-model": "a tfjs LayersModel",
  "graph-model": "a tfjs GraphModel",
  tensor: "a tfjs Tensor",
  arrow: "a Table of apache-arrow",
  own: "a value of the author's materializer",
};

/** What a materializer takes, in words. */
export const expected = (materializer: Materializer): string => expectations[materializer];
