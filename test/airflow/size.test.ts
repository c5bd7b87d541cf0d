// How much a DAG file says per task.
import { expect, test } from "vitest";
import { airflowTarget } from "../../targets/airflow/target.js";
import { planOf, requestOf, type TaskLike } from "./plans.js";

const textOf = (count: number): string => {
  const tasks = Array.from({ length: count }, (_, position): TaskLike => {
    const before = `trainModel_${position - 1}`;
    const waits = position === 0 ? [] : [before];
    return { id: `trainModel_${position}`, waits, guard: position % 4 === 1 ? [[[before, "accurate", true]]] : [[]] };
  });
  const retries = { limit: 2, delaySeconds: 30, backoff: 1 };
  const steps = Object.fromEntries(tasks.filter((_, position) => position % 5 === 0).map(({ id }) => [id, { retries }]));
  return airflowTarget.emit(requestOf(planOf({ pipeline: "size", tasks, steps })))[0]?.text ?? "";
};

test("at most 160 bytes per task, the whole file counted", () => {
  const bytes = Buffer.byteLength(textOf(100));
  expect(bytes / 100).toBeLessThanOrEqual(160);
});

test("the part that all files share does not grow with the tasks", () => {
  const [ten, hundred, thousand] = [10, 100, 1000].map((count) => Buffer.byteLength(textOf(count))) as [number, number, number];
  expect((thousand - hundred) / 900).toBeLessThan(((hundred - ten) / 90) * 1.1);
});
