// The tags: how each built-in object that JSON lacks is written, and read back. A new one is a pair of entries here.
import { types } from "node:util";

/** The property that marks a tagged object. */
export const tagKey = "$zenc";

/** Encodes a child; `key` names it in errors. */
export type Encoder = (child: unknown, key: string | number) => unknown;
export type Decoder = (child: unknown) => unknown;

/** A tagged object; `field` is "artifact" for handles, so that readers find it without knowing tags. */
export function tag(name: string, value?: unknown, field: "value" | "artifact" = "value"): object {
  return value === undefined ? { [tagKey]: name } : { [tagKey]: name, [field]: value };
}

/** The tagged object of a built-in object, or undefined where `value` is something else. */
export function specialOf(value: object, encode: Encoder): object | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return undefined;
  if (types.isDate(value)) return tag("Date", Number.isNaN(value.getTime()) ? null : value.toISOString());
  if (types.isMap(value)) {
    return tag(
      "Map",
      Array.from(value, ([key, item], index) => [encode(key, `key ${index}`), encode(item, mapKey(key, index))]),
    );
  }
  if (types.isSet(value))
    return tag(
      "Set",
      Array.from(value, (item, index) => encode(item, index)),
    );
  if (ArrayBuffer.isView(value)) return tag(viewName(value), base64(value.buffer, value.byteOffset, value.byteLength));
  if (types.isArrayBuffer(value)) return tag("ArrayBuffer", base64(value, 0, value.byteLength));
  if (types.isRegExp(value)) return tag("RegExp", [value.source, value.flags, value.lastIndex]);
  if (types.isNativeError(value)) return errorOf(value, encode);
  if (value instanceof URL) return tag("URL", value.href);
  return undefined;
}

const mapKey = (key: unknown, index: number): string | number => (typeof key === "string" ? key : index);

const base64 = (buffer: ArrayBufferLike, offset: number, length: number): string =>
  Buffer.from(buffer, offset, length).toString("base64");

/** Buffer is a Uint8Array to everyone but Node. */
function viewName(value: ArrayBufferView): string {
  return Buffer.isBuffer(value)
    ? "Uint8Array"
    : String((value as unknown as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] ?? "DataView");
}

/** Its stack is left out: it tells of a machine, not of the value. */
function errorOf(value: Error, encode: Encoder): object {
  const fields: Record<string, unknown> = { name: value.name, message: value.message };
  if ("cause" in value) fields.cause = encode(value.cause, "cause");
  if ("errors" in value) fields.errors = encode(value.errors, "errors");
  for (const key of Object.keys(value)) {
    if (!(key in fields) && key !== "stack") fields[key] = encode((value as unknown as Record<string, unknown>)[key], key);
  }
  return tag("Error", fields);
}

/** An array with holes: its length and the elements that are there. */
export function sparseArray(value: readonly unknown[], encode: Encoder): object {
  const items = Object.keys(value).map((key) => {
    const index = Number(key);
    return [index, encode(value[index], index)];
  });
  return tag("Array", { length: value.length, items });
}

const views = {
  Uint8Array,
  Uint8ClampedArray,
  Int8Array,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigUint64Array,
  BigInt64Array,
} as const;
const errors = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError } as const;

type Reader = (value: never, decode: Decoder) => unknown;

/** What each tag is read back to; the tags of views are in `views`. */
const readers: Readonly<Record<string, Reader>> = {
  undefined: () => undefined,
  number: (text: string) => Number(text),
  bigint: (text: string) => BigInt(text),
  Date: (text: string | null) => new Date(text ?? Number.NaN),
  Map: (pairs: readonly (readonly [unknown, unknown])[], decode) =>
    new Map(pairs.map(([key, item]) => [decode(key), decode(item)])),
  Set: (items: readonly unknown[], decode) => new Set(items.map(decode)),
  ArrayBuffer: (text: string) => bufferOf(text),
  DataView: (text: string) => new DataView(bufferOf(text)),
  RegExp: ([source, flags, lastIndex]: readonly [string, string, number]) =>
    Object.assign(new RegExp(source, flags), { lastIndex }),
  URL: (text: string) => new URL(text),
  Array: ({ length, items }: { length: number; items: readonly (readonly [number, unknown])[] }, decode) => {
    const array: unknown[] = [];
    array.length = length;
    for (const [index, item] of items) array[index] = decode(item);
    return array;
  },
  Error: (fields: Readonly<Record<string, unknown>>, decode) => {
    const { name, message, errors: members, ...rest } = fields;
    const error =
      members === undefined
        ? new (errors[name as keyof typeof errors] ?? Error)(message as string)
        : new AggregateError(decode(members) as Error[], message as string);
    // As on every error: neither the name nor the cause shows among its own enumerable properties.
    if (error.name !== name) Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
    for (const [key, value] of Object.entries(rest)) {
      const property = { value: decode(value), configurable: true, writable: true, enumerable: key !== "cause" };
      Object.defineProperty(error, key, property);
    }
    return error;
  },
};

/** A fresh buffer: small ones would else be a part of Node's pool, with other values in it. */
function bufferOf(text: string): ArrayBuffer {
  const bytes = Buffer.from(text, "base64");
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** Reads a tagged object back. Null where no such tag is known. */
export function readTag(name: string, value: unknown, decode: Decoder): { readonly value: unknown } | null {
  if (Object.hasOwn(views, name)) {
    return { value: new views[name as keyof typeof views](bufferOf(value as string)) };
  }
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  return read === undefined ? null : { value: read(value as never, decode) };
}
