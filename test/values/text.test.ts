// Laws of extended JSON text: what is written is read back, plain data is plain JSON, and what cannot be written is refused by name.
import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ArtifactObject } from "../../runtime/contract/codec.js";
import type { Digest } from "../../runtime/contract/ids.js";
import { decodeText, digestOfValue, encodeText, handleOf, isHandle } from "../../runtime/values/index.js";

const key = fc.oneof(fc.string(), fc.constantFrom("__proto__", "$zenc", "constructor", "toJSON", "length", "0", "value"));
const special = fc.oneof(
  fc.constantFrom(undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
  fc.bigInt(),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array(),
  fc.float64Array(),
  fc.int16Array(),
  fc.bigInt64Array(),
);
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(fc.jsonValue(), fc.double(), fc.string({ unit: "binary" }), special),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.sparseArray(tie("value"), { maxNumElements: 4, maxLength: 9 }),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 4 }).map((entries) => new Map(entries)),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => new Set(items)),
  ),
}));

describe("round trips", () => {
  test("any value is read back as it was", () => {
    fc.assert(
      fc.property(anything, (value) => {
        deepStrictEqual(decodeText(encodeText(value)), value);
      }),
      { numRuns: 2_000 },
    );
  });

  test("writing does not change the value, and reading is stable", () => {
    fc.assert(
      fc.property(anything, (value) => {
        const text = encodeText(value);
        expect(encodeText(value)).toBe(text);
        expect(encodeText(decodeText(text))).toBe(text);
      }),
    );
  });

  test("data that JSON can say is plain JSON in its own key order", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        fc.pre(!json.includes("$zenc") && !/(?<![\d.])-0(?![\d.])/.test(json));
        const plain: unknown = JSON.parse(json);
        expect(encodeText(plain)).toBe(json);
      }),
    );
  });

  test.each([
    ["far date", new Date(8.64e15)],
    ["holes at both ends", Object.assign(new Array(5), { 1: 1, 3: "x" })],
    ["only holes", new Array(3)],
    ["a very sparse array", Object.assign([], { 4000000000: 1 })],
    ["URL", new URL("https://example.com/a?b=c#d")],
    ["regular expression", /a"\/\n/giu],
    ["ArrayBuffer", new Uint8Array([1, 2, 3]).buffer],
    ["DataView", new DataView(new Uint8Array([9, 8]).buffer)],
    ["a part of a buffer", new Float32Array(new Float32Array([1, 2, 3, 4]).buffer, 4, 2)],
    ["lone surrogates", "\ud800 \udc00"],
    ["escaped escape", { $zenc: { $zenc: "Date", value: 3 } }],
    ["own __proto__", JSON.parse('{"__proto__":{"a":[1]},"b":{"__proto__":null}}')],
    ["nested in __proto__", Object.fromEntries([["__proto__", new Date(0)]])],
    ["errors", new RangeError("too far", { cause: new Error("why") })],
  ])("%s", (_, value) => {
    deepStrictEqual(decodeText(encodeText(value)), value);
  });

  test("an error keeps its class, name, fields and members, and loses its stack", () => {
    const error = Object.assign(new AggregateError([new TypeError("one")], "all"), { code: 7, name: "Mine" });
    const read = decodeText(encodeText(error)) as AggregateError & { code: number };
    expect(read).toBeInstanceOf(AggregateError);
    expect(read).toMatchObject({ name: "Mine", message: "all", code: 7 });
    expect(read.errors[0]).toBeInstanceOf(TypeError);
    expect(encodeText(error)).not.toContain("text.test.ts");
  });

  test("an invalid date stays one", () => {
    const [date] = decodeText(encodeText([new Date(Number.NaN)])) as [Date];
    expect(date).toBeInstanceOf(Date);
    expect(date.getTime()).toBeNaN();
  });

  test("a regular expression keeps where it stands", () => {
    const expression = /a/g;
    expression.test("aa");
    expect(decodeText(encodeText(expression))).toHaveProperty("lastIndex", 1);
  });

  test("bytes that are read back own their buffer", () => {
    const bytes = decodeText(encodeText(Buffer.from("abc"))) as Uint8Array;
    expect(bytes).toStrictEqual(new Uint8Array([97, 98, 99]));
    expect(bytes.buffer.byteLength).toBe(3);
  });

  test("reading a key named __proto__ changes no prototype", () => {
    const read = decodeText('{"__proto__":{"$zenc":"Map","value":[]},"x":{"$zenc":"undefined"}}') as object;
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe("refusals name the path", () => {
  const cyclic: { deep: unknown[] } = { deep: [] };
  cyclic.deep.push({ again: cyclic });
  class Account {
    balance = 1;
    close() {}
  }
  test.each([
    ["functions", { rows: [0, 0, 0, { fn: () => 1 }] }, '$.rows[3].fn: the function "fn" is not data and cannot be stored'],
    ["symbols", [Symbol("x")], "$[0]: a symbol is not data and cannot be stored"],
    ["symbol keys", { a: { [Symbol("x")]: 1 } }, "$.a: has a symbol as a key"],
    ["classes with methods", { "my key": new Account() }, '$["my key"]: an instance of Account has behaviour ("close")'],
    ["promises", { p: Promise.resolve(1) }, "$.p: "],
    ["boxed numbers", [Object(1)], "$[0]: "],
    ["proxies", { p: new Proxy({}, {}) }, "$.p: "],
    ["arrays with names", { m: "abc".match(/b/) }, '$.m: is an array with a property "index"'],
    ["sparse arrays with names", Object.assign(new Array(1), { 1: 1, name: 1 }), '$: is an array with a property "name"'],
    [
      "large arrays with names",
      Object.assign(new Array(1_000).fill(0), { columns: [] }),
      '$: is an array with a property "columns"',
    ],
    ["inside maps", new Map([["k", () => 1]]), "$.k: a function"],
    ["cycles", cyclic, "contains itself"],
  ])("%s", (_, value, message) => {
    expect(() => encodeText(value)).toThrow(message);
  });

  test("depth: what is accepted is read back, what is not is refused without overflowing the stack", () => {
    const nest = (levels: number): unknown => {
      let value: unknown = -0;
      for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
      return value;
    };
    expect(encodeText(decodeText(encodeText(nest(1_000))))).toBe(encodeText(nest(1_000)));
    expect(() => encodeText(nest(1_001))).toThrow("nested deeper than 1000 levels");
    expect(() => encodeText(nest(1_000_000))).toThrow("nested deeper than 1000 levels");
    expect(() => decodeText(`${"[".repeat(200_000)}{"$zenc":"undefined"}${"]".repeat(200_000)}`)).toThrow("$: ");
  });

  test("unknown tags and broken text", () => {
    expect(() => decodeText('[{"$zenc":"Quaternion"}]')).toThrow('has the tag "Quaternion"');
    expect(() => decodeText('[{"$zenc":"constructor"}]')).toThrow('has the tag "constructor"');
    expect(() => decodeText("{", "output.x")).toThrow("output.x: is not JSON");
  });
});

test("an object of a class without methods, or without a prototype, is its data", () => {
  class Point {
    x = 1;
  }
  expect(decodeText(encodeText([new Point(), Object.assign(Object.create(null), { y: 2 })]))).toStrictEqual([{ x: 1 }, { y: 2 }]);
});

describe("handles", () => {
  const artifact: ArtifactObject = { kind: "object", materializer: "path", digest: "ab".repeat(32) as Digest, bytes: 5 };

  test("are frozen, recognised, and written with their artifact", () => {
    const handle = handleOf(artifact);
    expect(Object.isFrozen(handle)).toBe(true);
    expect([isHandle(handle), isHandle({ artifact }), isHandle(null), isHandle("x")]).toEqual([true, false, false, false]);
    expect(JSON.parse(encodeText([handle]))).toEqual([{ $zenc: "artifact", artifact }]);
    const [read] = decodeText(encodeText([handle])) as unknown[];
    expect(isHandle(read)).toBe(true);
    expect(read).toEqual(handle);
  });

  test("count in digests by materializer, digest and kind of file only", () => {
    const same = handleOf({ ...artifact, bytes: 6, inline: "{}" });
    expect(digestOfValue({ a: handleOf(artifact) })).toBe(digestOfValue({ a: same }));
    expect(digestOfValue(handleOf(artifact))).not.toBe(digestOfValue(handleOf({ ...artifact, file: { extension: ".csv" } })));
    expect(digestOfValue(handleOf(artifact))).not.toBe(digestOfValue(handleOf({ ...artifact, materializer: "stream" })));
  });
});

test("digests: equal for equal data, different in order and type", () => {
  expect(digestOfValue({ a: 1, b: [2] })).toBe(digestOfValue({ a: 1, b: [2] }));
  const values = [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
    { a: 1 },
    { a: 1, b: undefined },
    { a: 1, b: "2" },
    { a: 1, b: 2n },
    [0],
    [-0],
    [],
  ];
  expect(new Set(values.map((value) => digestOfValue(value))).size).toBe(values.length);
});
