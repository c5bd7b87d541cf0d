// Whatever people write in the human fields and parameters, every reader of YAML reads the same text, nothing of it is evaluated, and what an
// input holds where nobody changes it is the parameter's default.
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readParameterTexts } from "../../runtime/step/parameter-texts.js";
import { requestOf as requestOfEnvironment } from "../../runtime/step/request.js";
import { planInputs } from "../../targets/github/inputs.js";
import { flawsOf } from "../../targets/github/inspect.js";
import { planWorkflow } from "../../targets/github/plan.js";
import { writeWorkflow } from "../../targets/github/write.js";
import { requestOf } from "../airflow/plans.js";
import { hostilePlan, hostileText } from "./hostile.js";

test("every string comes back from readers of YAML 1.2 and 1.1", () => {
  fc.assert(
    fc.property(hostileText, fc.array(hostileText, { maxLength: 3 }), hostileText, (description, tags, value) => {
      const workflow = planWorkflow(requestOf(hostilePlan(description, tags, value)));
      const text = writeWorkflow(workflow);
      for (const version of ["1.2", "1.1"] as const) expect(parse(text, { version })).toEqual(workflow);
      expect(flawsOf(workflow)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test("what an input holds is read back as the parameter's default", () => {
  const environment = { ZENC_PLAN: "0".repeat(64), ZENC_TASK: "load", ZENC_RUN: "1", ZENC_STORE: "/x" };
  fc.assert(
    fc.property(hostileText, (value) => {
      const { parameters } = hostilePlan("", [], value);
      // As GitHub gives them: numbers and booleans as such, what has no value as an empty text.
      const given = Object.fromEntries(
        Object.entries(planInputs(parameters).inputs).map(([name, one]) => [name, one.default ?? ""]),
      );
      const { parameterTexts } = requestOfEnvironment({ ...environment, ZENC_INPUTS: JSON.stringify(given) });
      const kept = JSON.stringify(value).includes("{{") ? {} : { text: value, either: value };
      expect(readParameterTexts(parameterTexts ?? {}, parameters.schema)).toEqual({
        ...kept,
        choice: "b",
        count: 3,
        exact: 0.1 + 0.2,
        flag: true,
      });
    }),
    { numRuns: 200 },
  );
});
