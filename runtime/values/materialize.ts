// A step's arguments: handles decoded, data copied, so that what a step does to them stays with it.
import { types } from "node:util";
import type { ValueContext } from "./context.js";
import { below, describe, valueError } from "./error.js";
import { type Handle, isHandle } from "./handle.js";
import { allOf, limitOf } from "./limit.js";
import { materializers } from "./materializers/index.js";

const concurrency = 8;
const maxDepth = 1_000;

/**
 * A private copy of `value` with every handle decoded: models loaded, paths copied into the scratch folder, streams as
 * AsyncIterables that read the store when iterated, each time anew. One handle that occurs twice is decoded once.
 * `at` names the value in errors.
 * @throws ValueError where something is missing, damaged or no data; StoreError.
 */
export async function materialize(value: unknown, context: ValueContext, at = "arguments"): Promise<unknown> {
  const handles = new Map<Handle, string>();
  copy(value, at, 0, (handle, path) => {
    if (!handles.has(handle)) handles.set(handle, path);
    return undefined;
  });
  const limit = limitOf(concurrency);
  const decoded = new Map(
    await allOf(
      Array.from(handles, async ([handle, path]): Promise<[Handle, unknown]> => {
        const { artifact } = handle;
        return [handle, await limit(() => materializers[artifact.materializer].read(artifact, context, path))];
      }),
    ),
  );
  return copy(value, at, 0, (handle) => decoded.get(handle));
}

const isSimple = (value: unknown): boolean =>
  value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol");

type Replace = (handle: Handle, at: string) => unknown;

function copy(value: unknown, at: string, depth: number, replace: Replace): unknown {
  if (typeof value !== "object" || value === null) {
    if (typeof value === "function" || typeof value === "symbol") throw valueError(at, `${describe(value)} is not data`);
    return value;
  }
  if (isHandle(value)) return replace(value, at);
  if (depth > maxDepth) throw valueError(at, `is nested deeper than ${maxDepth} levels`);
  // Paths are only made for what is walked into: most elements of large arrays are numbers.
  const child = (item: unknown, key: string | number) => (isSimple(item) ? item : copy(item, below(at, key), depth + 1, replace));
  if (Array.isArray(value)) return copyArray(value, child);
  if (types.isMap(value)) {
    return new Map(Array.from(value, ([key, item], index) => [child(key, `key ${index}`), child(item, index)]));
  }
  if (types.isSet(value)) return new Set(Array.from(value, child));
  return copyBuiltIn(value) ?? copyFields(value as Record<string, unknown>, child);
}

type Child = (item: unknown, key: string | number) => unknown;

function copyArray(value: readonly unknown[], child: Child): unknown[] {
  const result: unknown[] = value.slice();
  // forEach passes over holes, so they stay holes.
  value.forEach((item, index) => {
    if (!isSimple(item)) result[index] = child(item, index);
  });
  return result;
}

/** Buffers, dates, errors …; undefined for objects made of fields. */
function copyBuiltIn(value: object): object | undefined {
  if (Object.getPrototypeOf(value) === Object.prototype) return undefined;
  if (Buffer.isBuffer(value)) return Uint8Array.from(value);
  // Not as a view of its buffer, which may hold much more.
  if (types.isTypedArray(value)) return value.slice();
  if (value instanceof URL) return new URL(value);
  if (types.isRegExp(value)) return Object.assign(new RegExp(value), { lastIndex: value.lastIndex });
  if (types.isDate(value) || types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) return structuredClone(value);
  return undefined;
}

function copyFields(value: Record<string, unknown>, child: Child): object {
  const result: object = Object.create(Object.getPrototypeOf(value));
  for (const key of Reflect.ownKeys(value)) {
    const field = Object.getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
    const item = "value" in field ? field.value : value[key as string];
    Object.defineProperty(result, key, {
      value: child(item, String(key)),
      enumerable: field.enumerable === true,
      configurable: true,
      writable: true,
    });
  }
  return result;
}
