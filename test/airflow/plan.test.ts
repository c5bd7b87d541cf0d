// Parts of a plan, and what of them Airflow is told.
import { describe, expect, test } from "vitest";
import type { StepPlan } from "../../runtime/contract/index.js";
import type { AirflowTask } from "../../targets/airflow/document.js";
import { planDag } from "../../targets/airflow/plan.js";
import { airflowTarget } from "../../targets/airflow/target.js";
import { everything, fanOut, odd, parametersOf, planOf, requestOf } from "./plans.js";

const tasksOf = (...request: Parameters<typeof requestOf>): readonly AirflowTask[] =>
  planDag(requestOf(...request)).units.flatMap((unit) => (unit.kind === "group" ? unit.tasks : [unit]));
const taskOf = (step: Partial<StepPlan>, options = {}) =>
  tasksOf(planOf({ tasks: [{ id: "only" }], steps: { only: step } }), options)[0];
const parameterOf = (property: object, required: readonly string[] = []) => {
  const plan = planOf({
    tasks: [{ id: "only" }],
    parameters: parametersOf({ p: property as never }, required, { T: { type: "null" } }),
  });
  return planDag(requestOf(plan)).parameters[0];
};

describe("tasks", () => {
  test("equal waits are no backoff; the longest wait holds for them too", () => {
    expect(taskOf({ retries: { limit: 2, delaySeconds: 60, backoff: 1, maxDelaySeconds: 10 } })?.retries).toEqual({
      retries: 2,
      delaySeconds: 10,
    });
  });
  test("without retries nothing is said", () => {
    expect(taskOf({ retries: { limit: 0, delaySeconds: 60, backoff: 2 } })?.retries).toBeUndefined();
  });
  test("Airflow's timeout is later than the step's own", () => {
    expect(taskOf({ timeoutSeconds: 60 })?.executionTimeoutSeconds).toBeGreaterThan(60);
  });
  test("in a fan-out only the step process limits the time: an instance may be many items", () => {
    const tasks = tasksOf({
      ...fanOut,
      steps: Object.fromEntries(Object.entries(fanOut.steps).map(([name, step]) => [name, { ...step, timeoutSeconds: 1 }])),
    });
    expect(tasks.filter((task) => task.executionTimeoutSeconds).map((task) => task.taskId)).toEqual(["total"]);
  });
  test("an accelerator's queue and pool", () => {
    const accelerators = { a100: { queue: "gpu", pool: "gpus" } };
    expect(taskOf({ pool: "a100" }, { accelerators })).toMatchObject({ queue: "gpu", pool: "gpus" });
    expect(taskOf({ pool: "t4" }, { accelerators })?.queue).toBeUndefined();
  });
  test("ids stay apart", () => {
    const ids = tasksOf(odd).map((task) => task.taskId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(tasksOf(odd).find((task) => task.planId === "a$1")?.taskId).toMatch(/^\w+$/);
  });
  test("long ids are cut, and stay apart", () => {
    const long = "x".repeat(300);
    const tasks = tasksOf(planOf({ tasks: [{ id: `${long}1` }, { id: `${long}2` }] }));
    expect(new Set(tasks.map((task) => task.taskId)).size).toBe(2);
    for (const task of tasks) expect(task.taskId.length).toBeLessThanOrEqual(125);
  });
  test("everything stands after what it refers to", () => {
    for (const plan of [everything, fanOut, odd]) {
      const seen = new Set<string>();
      for (const unit of planDag(requestOf(plan)).units) {
        const prefix = unit.kind === "group" ? `${unit.groupId}.` : "";
        if (unit.kind === "group") expect(seen).toContain(unit.source);
        for (const task of unit.kind === "group" ? unit.tasks : [unit]) {
          for (const before of task.after) expect(seen).toContain(before);
          seen.add(prefix + task.taskId);
        }
      }
    }
  });
});

describe("parameters", () => {
  test("one with a default", () => {
    expect(parameterOf({ type: "integer", default: 3, minimum: 1 })).toEqual({
      name: "p",
      value: 3,
      schema: { type: "integer", minimum: 1 },
      optional: false,
    });
  });
  test("one that must be given", () => {
    expect(parameterOf({ type: "string" }, ["p"])).toEqual({ name: "p", schema: { type: "string" }, optional: false });
  });
  test("one that may be left out is null then", () => {
    expect(parameterOf({ type: "string", enum: ["a"] })).toEqual({
      name: "p",
      value: null,
      schema: { type: ["null", "string"], enum: ["a", null] },
      optional: true,
    });
    expect(parameterOf({ anyOf: [{ type: "string" }] })?.schema).toEqual({
      anyOf: [{ type: "null" }, { anyOf: [{ type: "string" }] }],
    });
  });
  test("shared types come along", () => {
    expect(parameterOf({ type: "array", items: { $ref: "#/$defs/T" }, default: [] })?.schema).toHaveProperty(
      "$defs.T.type",
      "null",
    );
    expect(parameterOf({ type: "array", default: [] })?.schema).not.toHaveProperty("$defs");
  });
  test.each(["^[a-z]+$", "^\\d{3}-\\w+$", "a|b", "^(?:x|y)?$", "[^a-z]"])("the pattern %s is Python's too", (pattern) => {
    expect(parameterOf({ type: "string", default: "", pattern })?.schema).toHaveProperty("pattern", pattern);
  });
  test.each(["\\p{L}", "(?<year>\\d)", "(?<=a)b", "\\u0041", "[]", "[^]", "é", "\\D", "[^\\d]", "a{,3}"])(
    "the pattern %s is not",
    (pattern) => {
      expect(parameterOf({ type: "string", default: "", pattern })?.schema).not.toHaveProperty("pattern");
    },
  );
  test("a property named pattern is no pattern", () => {
    const properties = { pattern: { type: "string" } };
    expect(parameterOf({ type: "object", default: {}, properties })?.schema).toHaveProperty("properties", properties);
  });
});

describe("checks", () => {
  const codesOf = (...request: Parameters<typeof requestOf>) =>
    airflowTarget.check(requestOf(...request)).map((found) => found.code);
  const plain = { tasks: [{ id: "only" }] };
  const schedule = { cron: "0 3 * * *", timezone: "UTC" };

  test("nothing to say", () => {
    expect(codesOf(everything)).toEqual([]);
  });
  test("a scheduled run has no one to ask", () => {
    const parameters = parametersOf({ given: { type: "string" }, left: { type: "string" } }, ["given"]);
    expect(codesOf(planOf({ ...plain, parameters, schedule }))).toEqual(["schedule-parameter-required"]);
    expect(codesOf(planOf({ ...plain, parameters }))).toEqual([]);
  });
  test("a folder that only this machine has", () => {
    expect(codesOf(planOf(plain), {}, ".zenc")).toEqual(["store-relative"]);
    expect(codesOf(planOf(plain), {}, "/shared/zenc")).toEqual([]);
  });
  test("what Airflow has no room for", () => {
    expect(codesOf(planOf({ ...plain, tags: ["y".repeat(101)], concurrency: "replace" }))).toEqual([
      "concurrency-replace",
      "tag-long",
    ]);
  });
  test("at the author's line", () => {
    const request = {
      ...requestOf(planOf({ ...plain, concurrency: "replace" })),
      source: { nodes: {}, pipeline: { file: "p.ts", line: 3, column: 5 } },
    };
    expect(airflowTarget.check(request)[0]?.span).toMatchObject({ file: "p.ts", start: { line: 3, column: 5 } });
  });
});
