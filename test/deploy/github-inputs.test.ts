// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts that GitHub must not evaluate
// A law: what GitHub makes of the inputs that a run is started with, the step process reads as the values that were meant.
import { expect, test } from "vitest";
import { dispatchInputs } from "../../cli/deploy/github-inputs.js";
import type { JsonObject, JsonSchema, ParametersPlan } from "../../runtime/contract/index.js";
import { readParameterTexts } from "../../runtime/step/parameter-texts.js";
import { requestOf } from "../../runtime/step/request.js";
import { planInputs } from "../../targets/github/inputs.js";
import { readInputs } from "./github/server.js";

const parametersOf = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): ParametersPlan =>
  ({ schema: { type: "object", properties, required } }) as unknown as ParametersPlan;

/** As a job gets them. */
function arrived(parameters: ParametersPlan, values: JsonObject): JsonObject {
  const { inputs, whole } = planInputs(parameters);
  const seen = readInputs(JSON.stringify({ on: { workflow_dispatch: { inputs } } }), dispatchInputs(parameters, values));
  if (typeof seen === "string") throw new Error(seen);
  if (whole) return JSON.parse(seen.parameters as string);
  const identity = { ZENC_PLAN: "0".repeat(64), ZENC_TASK: "a", ZENC_RUN: "1", ZENC_STORE: "s" };
  const { parameterTexts = {} } = requestOf({ ...identity, ZENC_INPUTS: JSON.stringify(seen) });
  return readParameterTexts(parameterTexts, parameters.schema);
}

const hostile = ["plain", "true", "3", "null", '"quoted"', "[1]", "${{ secrets.X }}", "a\n'b' `c` $(d)", "\u2028", "😀", " x "];
const cases: readonly (readonly [property: JsonSchema, values: readonly unknown[]])[] = [
  [{ type: "string" }, hostile],
  [{ type: "string", default: "x" }, hostile],
  [{ type: "number" }, [0, -1.5, 1e-7, 1e21, 0.1, 123456789012345]],
  [{ type: "integer", default: 3 }, [7, -2]],
  [{ type: "boolean", default: true }, [true, false]],
  [{ enum: ["small", "large"] }, ["small", "large"]],
  [{ enum: [1, "1", true], default: 1 }, [1, "1", true]],
  [{ type: "array", items: { type: "number" } }, [[], [1, 2.5]]],
  [{ type: ["string", "null"], default: null }, [null, "null", "", "a"]],
  [{ type: "object", default: {} }, [{ a: { b: ["${{ x }}"] } }]],
];

test.each(cases)("%j: required or with a default", (property, values) => {
  const parameters = parametersOf({ it: property, other: { type: "string" } }, "default" in property ? [] : ["it"]);
  for (const it of values) expect(arrived(parameters, { it } as JsonObject)).toEqual({ it });
});

test.each(cases.filter(([property]) => !("default" in property)))("%j: left out, or not", (property, values) => {
  const parameters = parametersOf({ it: property });
  expect(arrived(parameters, {})).toEqual({});
  for (const it of [...values, ...(property.type === "string" ? [""] : [])]) {
    expect(arrived(parameters, { it } as JsonObject)).toEqual({ it });
  }
});

test("more than GitHub takes as inputs goes as one", () => {
  const properties = Object.fromEntries(Array.from({ length: 26 }, (_, at) => [`p${at}`, { type: "number" }]));
  const values = { p3: 0.1 + 0.2, p25: 1 };
  expect(arrived(parametersOf(properties), values)).toEqual(values);
});

test("what GitHub would change or not take is refused", () => {
  const number = parametersOf({ rate: { type: "number", default: 0.5 } });
  expect(() => dispatchInputs(number, { rate: 0.1 + 0.2 })).toThrow(
    '"rate" has more digits than GitHub keeps of a number, which is 15',
  );
  expect(() => dispatchInputs(parametersOf({ text: { type: "string" } }), { text: "x".repeat(65_536) })).toThrow(
    "GitHub takes 65535",
  );
  const required = parametersOf({ text: { type: "string" } }, ["text"]);
  expect(() => dispatchInputs(required, { text: "a\ud83d" })).toThrow('"text" has half of a character');
  expect(dispatchInputs(required, { text: "🐧" })).toEqual({ text: "🐧" });
});
