// Values to extended JSON text. One walk finds what JSON lacks; data without any of it is handed to JSON.stringify as it is.
import { inspect } from "node:util";
import type { ArtifactObject } from "../../contract/codec.js";
import { below, describe, valueError } from "../error.js";
import { isHandle } from "../handle.js";
import { problemOf } from "./plain.js";
import { type Encoder, sparseArray, specialOf, tag, tagKey } from "./special.js";

export interface TextOptions {
  /** The name of the value in errors. Default `$`. */
  readonly at?: string;
  /** How a handle is written. Default: its whole artifact, so that `decodeText` gives the handle back. */
  readonly handle?: (artifact: ArtifactObject) => unknown;
}

/** Levels of arrays and objects; deeper data would overflow the stack of whoever reads it with a common JSON parser. */
const maxDepth = 1_000;
const listedLength = 256;
/** From this depth on a value is looked up among its ancestors: shallow data pays nothing for it. */
const suspiciousDepth = 64;

/**
 * The extended JSON text of a value. Equal data in the same key order gives equal text.
 * Written beyond JSON: undefined, NaN, ±Infinity, -0, bigint, Date, Map, Set, RegExp, Error (without its stack), URL, ArrayBuffer,
 * typed arrays, holes, and handles. An object without a prototype, or of a class without methods, is read back as a plain object;
 * a value that occurs twice is written twice.
 * @throws ValueError naming the path of what cannot be written: functions, symbols, cycles, instances of classes with methods,
 * more than 1,000 levels.
 */
export function encodeText(value: unknown, options: TextOptions = {}): string {
  const at = options.at ?? "$";
  const walk: Walk = {
    trail: [],
    ancestors: [],
    at,
    handle: options.handle ?? ((artifact) => tag("artifact", artifact, "artifact")),
  };
  const tree = treeOf(value, walk);
  try {
    return JSON.stringify(tree);
  } catch (cause) {
    throw valueError(at, "is too large for one text (512 MiB); return a LocalPath, bytes or a stream instead", cause);
  }
}

interface Walk {
  readonly trail: (string | number)[];
  readonly ancestors: object[];
  readonly at: string;
  readonly handle: (artifact: ArtifactObject) => unknown;
}

const refuse = (walk: Walk, detail: string) => valueError(pathOf(walk), detail);

function pathOf(walk: Walk): string {
  const path = walk.trail.reduce<string>(below, walk.at);
  return path.length <= 200 ? path : `${path.slice(0, 120)} … ${path.slice(-60)}`;
}

/** A tree that JSON.stringify writes faithfully: `value` itself where nothing in it needs a tag. */
function treeOf(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return isPlainNumber(value) ? value : tag("number", Object.is(value, -0) ? "-0" : String(value));
    case "undefined":
      return tag("undefined");
    case "bigint":
      return tag("bigint", String(value));
    case "object":
      return value === null ? null : nested(value, walk);
    default:
      throw refuse(walk, `${describe(value)} is not data and cannot be stored`);
  }
}

/** Neither NaN nor infinite nor -0. */
const isPlainNumber = (value: number): boolean => value - value === 0 && (value !== 0 || 1 / value > 0);

function nested(value: object, walk: Walk): unknown {
  if (isHandle(value)) return walk.handle(value.artifact);
  const { ancestors } = walk;
  if (ancestors.length >= suspiciousDepth && ancestors.includes(value))
    throw refuse(walk, "contains itself and cannot be stored");
  if (ancestors.length >= maxDepth) throw refuse(walk, `is nested deeper than ${maxDepth} levels and cannot be stored`);
  ancestors.push(value);
  const encode: Encoder = (child, key) => {
    walk.trail.push(key);
    const tree = treeOf(child, walk);
    walk.trail.pop();
    return tree;
  };
  const tree = Array.isArray(value) ? arrayTree(value, walk, encode) : objectTree(value, walk, encode);
  ancestors.pop();
  return tree;
}

function arrayTree(value: readonly unknown[], walk: Walk, encode: Encoder): unknown {
  let copy: unknown[] | undefined;
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    if (
      typeof item === "string" ||
      typeof item === "boolean" ||
      item === null ||
      (typeof item === "number" && isPlainNumber(item))
    ) {
      copy?.push(item);
      continue;
    }
    if (item === undefined && !(index in value)) {
      checkKeys(value, walk);
      return sparseArray(value, encode);
    }
    const tree = encode(item, index);
    if (copy === undefined && tree !== item) copy = value.slice(0, index);
    copy?.push(tree);
  }
  if (mayHaveNames(value)) checkKeys(value, walk);
  return copy ?? value;
}

/** Listing the keys of a large array costs more than writing it; Node's inspection sees other properties at once. */
function mayHaveNames(value: readonly unknown[]): boolean {
  const shown = { maxArrayLength: 0, depth: 0, getters: false, customInspect: false } as const;
  return value.length <= listedLength || inspect(value, shown) !== inspect(value.slice(), shown);
}

function checkKeys(value: readonly unknown[], walk: Walk): void {
  const extra = Object.keys(value).find((key) => String(Number(key) >>> 0) !== key);
  if (extra !== undefined) throw refuse(walk, `is an array with a property "${extra}" and cannot be stored`);
}

function objectTree(value: object, walk: Walk, encode: Encoder): unknown {
  const special = specialOf(value, encode);
  if (special !== undefined) return special;
  const problem = problemOf(value);
  if (problem !== null) throw refuse(walk, problem);
  const source = value as Record<string, unknown>;
  const names = Object.keys(source);
  let copy: Record<string, unknown> | undefined;
  for (const name of names) {
    const child = source[name];
    const tree = encode(child, name);
    if (tree === child) continue;
    // As entries, not by assignment: an own `__proto__` stays a property.
    copy ??= Object.fromEntries(names.map((key) => [key, source[key]]));
    Object.defineProperty(copy, name, { value: tree, enumerable: true, configurable: true, writable: true });
  }
  return Object.hasOwn(value, tagKey) ? tag("Object", copy ?? source) : (copy ?? source);
}
