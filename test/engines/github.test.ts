// biome-ignore-all lint/suspicious/noTemplateCurlyInString: GitHub reads them
// What the target emits passes every checker of workflow files, whatever people write into it, and own checks of the document.
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { flawsOf } from "../../targets/github/inspect.js";
import { planWorkflow } from "../../targets/github/plan.js";
import { githubTarget } from "../../targets/github/target.js";
import { requestOf } from "../airflow/plans.js";
import { compileShapes, optionsFor } from "../conformance/compiled.js";
import { readExamples, readShape, readShapes } from "../conformance/shape.js";
import { hostilePlan, hostileText } from "../github/hostile.js";
import { cases, withGpu } from "../github/plans.js";
import { type Checkers, openCheckers } from "./github/checkers.js";
import { githubRequest } from "./github/engine.js";

let checkers: Checkers;
beforeAll(async () => {
  checkers = await openCheckers();
});

const textOf = (request: Parameters<typeof githubTarget.emit>[0]): string => githubTarget.emit(request)[0]?.text ?? "";

describe("no checker finds anything in", () => {
  test("every kind of plan", async () => {
    const files = Object.fromEntries(Object.entries(cases).map(([name, request]) => [name, textOf(request)]));
    expect(await checkers.check(files)).toEqual([]);
  });

  test("the shapes, hostile ones too, and the examples", async () => {
    const hostile = ["hostile", "inputs", "many-inputs", "commands"].map((name) =>
      readShape(fileURLToPath(new URL(`./more/${name}`, import.meta.url)), name),
    );
    const shapes = [...readShapes(), ...readExamples(), ...hostile];
    const compiled = await compileShapes(shapes, githubTarget);
    const files: Record<string, string> = {};
    for (const [at, shape] of shapes.entries()) {
      const found = compiled.get(shape.name);
      if (found === undefined || "error" in found) throw new Error(`${shape.name}: ${found?.error}`);
      const request = githubRequest(found, "s3://ml/zenc", optionsFor(shape, githubTarget));
      expect(flawsOf(planWorkflow(request)), shape.name).toEqual([]);
      files[`w${at}`] = textOf(request);
    }
    expect(await checkers.check(files)).toEqual([]);
  });

  test("plans with hostile texts", async () => {
    const texts = fc.sample(fc.array(hostileText, { minLength: 3, maxLength: 3 }), { numRuns: 40, seed: 7 });
    const requests = texts.map((parts) => requestOf(hostilePlan(parts[0] ?? "", [parts[1] ?? ""], parts[2] ?? "")));
    for (const request of requests) expect(flawsOf(planWorkflow(request))).toEqual([]);
    const files = Object.fromEntries(requests.map((request, at) => [`w${at}`, textOf(request)]));
    expect(await checkers.check(files)).toEqual([]);
  });
});

test("the checkers find what is wrong", async () => {
  const text = textOf(withGpu(cases.sweep as Parameters<typeof textOf>[0]));
  const wrong = {
    unknown: text.replace("needs: [load, gate_1]", "needs: [lode, gate_1]"),
    injected: text.replace("run: node zenc-step.mjs", "run: node ${{ inputs.x }} ${{ github.event.issue.title }}"),
    unpinned: text.replace(/actions\/checkout@[0-9a-f]+/, "actions/checkout@v4"),
    key: text.replace("fail-fast: false", "fail-quick: false"),
  };
  for (const [name, one] of Object.entries(wrong)) {
    expect(one, name).not.toBe(text);
    expect((await checkers.check({ [name]: one })).length, name).toBeGreaterThan(0);
  }
  // Each file for itself, whatever was read before.
  const found = await checkers.check({ text, ...wrong });
  const byService = (name: string) => found.some((line) => line.startsWith(`language service: ${name}: `));
  expect(Object.keys({ text, ...wrong }).filter(byService)).toEqual(["unknown", "injected", "key"]);
});
