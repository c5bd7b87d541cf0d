// How much a workflow says per job.
import { expect, test } from "vitest";
import { checkGithub } from "../../targets/github/check.js";
import { flawsOf } from "../../targets/github/inspect.js";
import { limits } from "../../targets/github/limits.js";
import { planWorkflow } from "../../targets/github/plan.js";
import { githubTarget } from "../../targets/github/target.js";
import { parametersOf, planOf, type TaskLike } from "../airflow/plans.js";
import { requestOf } from "../argo/plans.js";

const requestFor = (count: number, options = {}) => {
  const tasks = Array.from({ length: count }, (_, position): TaskLike => {
    const before = `trainModel_${position - 1}`;
    const waits = position === 0 ? [] : [before];
    return { id: `trainModel_${position}`, waits, guard: position % 4 === 1 ? [[[before, "accurate", true]]] : [[]] };
  });
  const retries = { limit: 2, delaySeconds: 30, backoff: 1 };
  const steps = Object.fromEntries(tasks.map(({ id }, at) => [id, at % 5 === 0 ? { retries, timeoutSeconds: 600 } : {}]));
  const request = requestOf(
    planOf({ pipeline: "size", tasks, steps, parameters: parametersOf({ rows: { type: "integer", default: 1 } }) }),
    options,
  );
  const { image: _, ...stack } = request.stack;
  return { ...request, stack };
};
const bytesOf = (count: number, options = {}) => Buffer.byteLength(githubTarget.emit(requestFor(count, options))[0]?.text ?? "");

test("at most 760 bytes per job of 100, the whole file counted, also with a role and an environment", () => {
  expect(bytesOf(100) / 100).toBeLessThanOrEqual(760);
  expect(bytesOf(100, { environment: "production", role: "arn:aws:iam::123456789012:role/zenc" }) / 100).toBeLessThanOrEqual(800);
});

test("the part that all jobs share does not grow with the jobs", () => {
  const [ten, hundred, thousand] = [10, 100, 1000].map((count) => bytesOf(count)) as [number, number, number];
  expect((thousand - hundred) / 900).toBeLessThan(((hundred - ten) / 90) * 1.1);
});

test("a file that GitHub would not take is refused with the figure", () => {
  expect(checkGithub(requestFor(600))).toEqual([]);
  const [found] = checkGithub(requestFor(1000));
  expect(found?.code).toBe("workflow-too-large");
  expect(found?.message).toContain(`${bytesOf(1000)} bytes of at most ${limits.fileBytes}`);
});

test("defaults that nobody could send are none of the workflow's: all parameters are one input", () => {
  const requestWith = (characters: number) => {
    const text = { type: "string", default: "x".repeat(characters) };
    return requestOf(planOf({ pipeline: "size", tasks: [{ id: "load" }], parameters: parametersOf({ text }) }));
  };
  const inputsOf = (characters: number) => Object.keys(planWorkflow(requestWith(characters)).on.workflow_dispatch.inputs ?? {});
  expect(inputsOf(65_000)).toEqual(["text"]);
  expect(inputsOf(65_536)).toEqual(["parameters"]);
  expect(flawsOf(planWorkflow(requestWith(65_536)))).toEqual([]);
  expect(checkGithub(requestWith(65_536)).map(({ code, message }) => [code, message])).toContainEqual([
    "parameters-in-one",
    "The parameters are one input of JSON on GitHub Actions: their defaults have 65540 characters, and GitHub takes 65535.",
  ]);
});
