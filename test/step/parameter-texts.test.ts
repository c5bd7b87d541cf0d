// Parameters that an engine was given as texts.
import { describe, expect, test } from "vitest";
import type { JsonSchema } from "../../runtime/contract/index.js";
import { readParameterTexts } from "../../runtime/step/parameter-texts.js";
import { requestOf } from "../../runtime/step/request.js";

const schema = {
  type: "object",
  properties: {
    name: { type: "string" },
    title: { type: "string", default: "none" },
    braces: { type: "string", default: "{{x}}" },
    note: { type: "string" },
    rows: { type: "integer", default: 1 },
    ratio: { type: ["number", "null"] },
    either: { anyOf: [{ type: "number" }, { $ref: "#/$defs/Word" }] },
    mode: { enum: ["fast", "good"], default: "fast" },
    level: { enum: [1, "high"], default: 1 },
    list: { type: "array", items: { type: "string" }, default: [] },
  },
  required: ["name", "either"],
  $defs: { Word: { type: "string" } },
} as unknown as JsonSchema;
const read = (texts: Readonly<Record<string, string>>) => readParameterTexts(texts, schema);

describe("a text is what the schema takes", () => {
  test.each([
    ["name", "", ""],
    ["name", '"x"', '"x"'],
    ["name", "{{workflow.uid}}", "{{workflow.uid}}"],
    ["title", "", ""],
    ["title", "null", "null"],
    ["note", "plain", "plain"],
    ["note", '""', ""],
    ["note", '"{{x}}"', "{{x}}"],
    ["rows", "12", 12],
    ["rows", "1e2", 100],
    ["ratio", "null", null],
    ["either", "3", 3],
    ["either", "three", "three"],
    ["either", '"3"', "3"],
    ["mode", "good", "good"],
    ["level", "1", 1],
    ["level", "high", "high"],
    ["list", '["a"]', ["a"]],
    ["unknown", "7", "7"],
  ])("%s = %j is %j", (name, text, value) => expect(read({ [name]: text })).toEqual({ [name]: value }));

  test.each(["note", "braces", "rows", "ratio", "list"])("%s is left out by an empty text", (name) =>
    expect(read({ [name]: "" })).toEqual({}),
  );

  test.each([
    ["rows", "many"],
    ["list", "a, b"],
  ])("%s = %j is refused", (name, text) => expect(() => read({ [name]: text })).toThrow(`"${name}" needs to be JSON`));
});

test("the variable holds base64 of an object of strings", () => {
  const base = { ZENC_PLAN: "0".repeat(64), ZENC_TASK: "a", ZENC_RUN: "r", ZENC_STORE: "s" };
  const given = (value: unknown) => ({ ...base, ZENC_PARAM_TEXTS: Buffer.from(JSON.stringify(value)).toString("base64") });
  expect(requestOf(given({ a: "é{{b}}" })).parameterTexts).toEqual({ a: "é{{b}}" });
  for (const value of [[], "a", { a: 1 }, null]) expect(() => requestOf(given(value))).toThrow("ZENC_PARAM_TEXTS");
  expect(() => requestOf({ ...base, ZENC_PARAM_TEXTS: "{" })).toThrow("ZENC_PARAM_TEXTS");
});

test("what follows in a second variable belongs to the same text", () => {
  const base = { ZENC_PLAN: "0".repeat(64), ZENC_TASK: "a", ZENC_RUN: "r", ZENC_STORE: "s" };
  const given = (length: number) => {
    const text = Buffer.from(JSON.stringify({ a: "x".repeat(length) })).toString("base64");
    const parts = { ZENC_PARAM_TEXTS: text.slice(0, 130_000), ZENC_PARAM_TEXTS_MORE: text.slice(130_000, 260_000) };
    return requestOf({ ...base, ...parts }).parameterTexts?.a?.length;
  };
  for (const length of [97_000, 97_492, 97_493, 190_000]) expect(given(length)).toBe(length);
  expect(() => given(200_000)).toThrow("195 kB");
});
