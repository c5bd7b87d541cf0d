// Which jobs bring the project's packages, and how.
import { describe, expect, test } from "vitest";
import { type Codec, digestOf, type StepPlan } from "../../runtime/contract/index.js";
import { planWorkflow } from "../../targets/github/plan.js";
import { requestOf } from "../airflow/plans.js";
import { call, loop, map, parameters, ref, select } from "../wire/structures.js";
import { plannedFor } from "./plans.js";

const packages = ["sharp@0.33.5"];
const code = digestOf("materializer");
const own = (data: boolean): Codec => ({
  kind: "leaf",
  materializer: "own",
  own: { name: "frames", code, ...(data ? { data } : {}) },
});
const structure = [
  call("load"),
  map("map_1", select(ref(parameters), "rates"), [call("prepare", "map_1_item"), call("train", "prepare")], ref("train")),
  loop("loop_1", [["x", ref("load"), ref("improve")]], [call("check", "x_head"), call("improve", "check")], ref("check")),
  call("report", "map_1", "x"),
];

/** What each job brings packages with; jobs that bring none are not in it. */
function installs(steps: Readonly<Record<string, Partial<StepPlan>>>, options = {}): Readonly<Record<string, string>> {
  const { jobs } = planWorkflow(requestOf(plannedFor("main", structure, steps), options));
  return Object.fromEntries(
    Object.entries(jobs).flatMap(([name, { steps: all }]) =>
      all.flatMap((step) => ("run" in step && step.id === "install" ? [[name, step.run]] : [])),
    ),
  );
}

test("no job does whose steps are all bundled, whatever the stack says", () => {
  expect(installs({})).toEqual({});
  expect(installs({}, { install: "npm ci" })).toEqual({});
});

test("the job of a step that loads some does, so do the leg and the block that it is in", () => {
  expect(installs({ report: { packages } })).toEqual({ report: "npm ci" });
  expect(installs({ train: { packages } })).toEqual({ map_1: "npm ci" });
  expect(installs({ improve: { packages } })).toEqual({ loop_1: "npm ci" });
});

test("the stack says how; with the runtime on the path, also whether", () => {
  const install = "pnpm install --frozen-lockfile";
  expect(installs({ report: { packages } }, { install })).toEqual({ report: install });
  expect(installs({ report: { packages } }, { runtime: "path" })).toEqual({});
  expect(installs({ report: { packages } }, { runtime: "path", install })).toEqual({ report: install });
});

test("a step with tfjs does where the stack says how, for what tfjs computes with", () => {
  const libraries = [digestOf("tfjs")];
  expect(installs({ report: { libraries } })).toEqual({});
  expect(installs({ report: { libraries } }, { install: "npm ci" })).toEqual({ report: "npm ci" });
});

describe("where a materializer that loads some stores", () => {
  const all = Object.keys(planWorkflow(requestOf(plannedFor("main", structure))).jobs);
  test("data, every job does: its process reads it for expressions", () => {
    expect(Object.keys(installs({ load: { packages, output: own(true) } }))).toEqual(all);
    const output: Codec = { kind: "record", fields: { frames: own(true) } };
    expect(Object.keys(installs({ load: { packages, output } }))).toEqual(all);
  });
  test("anything else, those do whose steps take it, and hold the materializer", () => {
    expect(installs({ load: { packages, output: own(false) } })).toEqual({ load: "npm ci" });
  });
});
