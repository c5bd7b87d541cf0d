// How much a template says per task.
import { expect, test } from "vitest";
import { workflowBytes } from "../../targets/argo/check.js";
import { argoTarget } from "../../targets/argo/target.js";
import { planOf, type TaskLike } from "../airflow/plans.js";
import { requestOf } from "./plans.js";

const requestFor = (count: number) => {
  const tasks = Array.from({ length: count }, (_, position): TaskLike => {
    const before = `trainModel_${position - 1}`;
    const waits = position === 0 ? [] : [before];
    return { id: `trainModel_${position}`, waits, guard: position % 4 === 1 ? [[[before, "accurate", true]]] : [[]] };
  });
  const retries = { limit: 2, delaySeconds: 30, backoff: 1 };
  const image = "registry.example.com/steps:1";
  const steps = Object.fromEntries(tasks.map(({ id }, at) => [id, at % 5 === 0 ? { image, retries } : { image }]));
  return requestOf(planOf({ pipeline: "size", tasks, steps }));
};
const bytesOf = (count: number) => Buffer.byteLength(argoTarget.emit(requestFor(count))[0]?.text ?? "");

test("at most 200 bytes per task of 1,000, the whole file counted", () => {
  expect(bytesOf(1000) / 1000).toBeLessThanOrEqual(200);
});

test("the part that all templates share does not grow with the tasks", () => {
  const [ten, hundred, thousand] = [10, 100, 1000].map(bytesOf) as [number, number, number];
  expect((thousand - hundred) / 900).toBeLessThan(((hundred - ten) / 90) * 1.1);
});

test("1,000 steps take less than two thirds of what a workflow may have, and are no reason to complain", () => {
  const request = requestFor(1000);
  expect(workflowBytes(request)).toBeLessThan((2 ** 20 * 2) / 3);
  expect(argoTarget.check(request)).toEqual([]);
});

test("what Argo would not keep is refused", () => {
  expect(argoTarget.check(requestFor(1900))).toEqual([]);
  expect(argoTarget.check(requestFor(2000))).toMatchObject([{ code: "workflow-too-large" }]);
});
