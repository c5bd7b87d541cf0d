// What clusters do to a run in its midst: Argo's controller dies, pods are evicted, taken away, lost with their machine. The run comes to
// what it comes to where nothing happens, and what is done is not done again.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../runtime/contract/index.js";
import { localEngine } from "../conformance/local.js";
import type { Observed } from "../conformance/observed.js";
import { type Bench, openBench } from "../conformance/proof.js";
import type { Place } from "../conformance/shape.js";
import { callsIn, type HeldRun, type HeldRuns, heldShape, openHeldRuns, type Point, until } from "./argo/held.js";
import { type Argo, openArgo } from "./argo/run.js";
import { nodesOf } from "./cluster/workflows.js";

let argo: Argo;
let bench: Bench;
let held: HeldRuns;
/** Where nothing happens, by the parameter `fails`. */
let quiet: readonly { readonly observed: Observed; readonly calls: readonly string[] }[];
beforeAll(async () => {
  // Pods that are held cost nothing.
  [argo, bench] = await Promise.all([openArgo({ atOnce: 16 }), openBench([heldShape], [localEngine])]);
  held = await openHeldRuns(argo);
  quiet = await Promise.all([undisturbed({ fails: false }), undisturbed({ fails: true })]);
});
afterAll(() => Promise.all([argo?.close(), bench?.close()]));

const items = { count: 3 };
async function place(): Promise<Place> {
  const made = await bench.place();
  argo.share(made.effects.replace(/[^/]+\/effects$/, ""));
  return made;
}
async function undisturbed(parameters: JsonObject) {
  const own = await place();
  const { observed } = await bench.run(localEngine, heldShape, { ...items, ...parameters }, own);
  const { status, result } = await bench.plain(heldShape, { ...items, ...parameters });
  expect(observed).toMatchObject({ status, result });
  return { observed, calls: await callsIn(own.effects) };
}
const begin = async (waits: Readonly<Record<string, Point>>, fails = false): Promise<HeldRun> =>
  held.begin(await place(), { ...items, fails }, waits);

/** It is what it would have been, but for the calls that were `lost` and had to be made again. */
async function expectWhole(run: HeldRun, fails: boolean, lost: readonly string[] = []): Promise<void> {
  const { workflow, explain } = await run.ended;
  expect(workflow.status?.phase, await explain()).toBe("Succeeded");
  const usual = quiet[fails ? 1 : 0] as (typeof quiet)[number];
  expect(await run.calls()).toEqual([...usual.calls, ...lost].sort());
  // What an engine has stopped may leave a record, which counts for nothing.
  const [seen, wanted] = [await run.observed(), usual.observed];
  expect(lost.length > 0 ? withoutAttempts(seen) : seen).toEqual(lost.length > 0 ? withoutAttempts(wanted) : wanted);
}
const withoutAttempts = ({ instances, ...run }: Observed) => ({
  ...run,
  instances: Object.fromEntries(Object.entries(instances).map(([name, { attempts: _, ...one }]) => [name, one])),
});

describe("the controller is killed", () => {
  test("while steps run, in a fan-out, a try, its handler and its finally", async () => {
    const points = ["weigh-1", "sum", "mend", "clean"];
    const runs = await Promise.all(points.map((name) => begin({ [name]: "hold" }, name !== "sum")));
    await Promise.all(runs.map((run, at) => run.reached(points[at] as string)));
    await argo.cluster.controller.kill();
    // The pods of some end while nobody looks; those of others when there is a controller again.
    for (const at of [0, 2]) runs[at]?.release(points[at] as string);
    await until(async () => (await runs[2]?.observed())?.instances.mend?.state === "succeeded");
    await argo.cluster.controller.start();
    for (const at of [1, 3]) runs[at]?.release(points[at] as string);
    await Promise.all(runs.map((run, at) => expectWhole(run, points[at] !== "sum")));
  });

  test("again and again", async () => {
    const run = await begin({}, true);
    let over = false;
    run.ended.finally(() => {
      over = true;
    });
    for (let seen = 0; !over; seen = (await run.calls()).length) {
      await until(async () => over || (await run.calls()).length > seen);
      if (over) break;
      await argo.cluster.controller.kill();
      await argo.cluster.controller.start();
    }
    await expectWhole(run, true);
  });
});

/** Argo makes a pod that disappears in its first ten seconds once more, without an attempt more. */
const youthMs = 10_500;
type Loss = (run: HeldRun, task: string, index?: string) => Promise<void>;
const deletePod: Loss = async (run, ...task) => {
  const { metadata } = await run.podOf(...task);
  await argo.cluster.client.delete("Pod", metadata.name, { graceSeconds: 0 });
};
const deleteLate: Loss = async (...task) => {
  await sleep(youthMs);
  await deletePod(...task);
};
const evict: Loss = async (run, ...task) => {
  // Who waits in the end of its process hears no signal, and is killed.
  await argo.cluster.client.evict((await run.podOf(...task)).metadata.name, { graceSeconds: 2 });
};
const starve: Loss = async (run, ...task) => argo.cluster.starve((await run.podOf(...task)).metadata.name, "machine");
/** As Kubernetes' controller does it when the machine does not come back. */
const loseMachine: Loss = async (run, ...task) => {
  const { metadata } = await run.podOf(...task);
  argo.cluster.lose(metadata.name);
  const condition = {
    type: "DisruptionTarget",
    status: "True",
    reason: "DeletionByPodGC",
    message: "PodGC: node no longer exists",
  };
  await argo.cluster.client.patch("Pod", metadata.name, { status: { phase: "Failed", conditions: [condition] } }, "status");
  await argo.cluster.waitFor(run.run, (one) =>
    nodesOf(one).some(({ id, phase }) => phase === "Failed" && metadata.annotations?.["workflows.argoproj.io/node-id"] === id),
  );
  await argo.cluster.client.delete("Pod", metadata.name, { graceSeconds: 0 });
};
/** Until its pod is no more, so that it cannot have ended by itself. */
const loseWhole = async (lose: Loss, run: HeldRun, task: string, index?: string): Promise<void> => {
  const { metadata } = await run.podOf(task, index);
  await lose(run, task, index);
  await until(async () => {
    const pod = await argo.cluster.client.find("Pod", metadata.name);
    return pod?.metadata.uid !== metadata.uid || pod.status?.phase === "Failed";
  });
};
const ways: readonly (readonly [string, Loss])[] = [
  ["is evicted", evict],
  ["is deleted", deletePod],
  ["is deleted when it has run for long", deleteLate],
  ["is evicted by a machine that has no memory left", starve],
  ["is lost with its machine", loseMachine],
];

describe("a pod that", () => {
  test.concurrent.each(ways)("%s while its step runs: the step runs again", async (_, lose) => {
    const run = await begin({ sum: "hold" });
    await run.reached("sum");
    await lose(run, "sum");
    await run.reached("sum", "hold", 2);
    run.release("sum");
    await expectWhole(run, false, ["sum"]);
  });

  test.concurrent.each(ways)("%s when its record is written: nothing runs again", async (_, lose) => {
    const run = await begin({ clean: "linger", "prepare-2": "linger" }, true);
    await run.reached("prepare-2", "linger");
    await loseWhole(lose, run, "prepare", "2");
    run.release("prepare-2", "linger");
    await run.reached("clean", "linger");
    await loseWhole(lose, run, "clean");
    run.release("clean", "linger");
    await expectWhole(run, true);
  });

  test.concurrent("is lost three times uses up none of the step's own retries", async () => {
    // Its first call fails by itself, and it has one retry.
    const run = await begin({ "weigh-1": "hold" });
    for (const [at, lose] of [evict, deletePod, starve].entries()) {
      await run.reached("weigh-1", "hold", at + 1);
      await lose(run, "weigh", "1");
    }
    await run.reached("weigh-1", "hold", 4);
    run.release("weigh-1");
    await expectWhole(run, false, ["weigh-1", "weigh-1", "weigh-1"]);
  });

  test.concurrent("uses more memory than it may has failed, which a try catches as any failure", async () => {
    const run = await begin({ sum: "hold" });
    await run.reached("sum");
    argo.cluster.starve((await run.podOf("sum")).metadata.name, "container");
    const { workflow, explain } = await run.ended;
    expect(workflow.status?.phase, await explain()).toBe("Succeeded");
    expect(nodesOf(workflow).find(({ name }) => name.endsWith(".sum(0)"))?.message).toContain("OOMKilled");
    const calls = await run.calls();
    expect(calls.filter((name) => ["clean", "mend", "report", "sum"].includes(name))).toEqual(["clean", "mend", "report", "sum"]);
    const { instances, status } = await run.observed();
    expect(status).toBe("succeeded");
    expect(instances.sum).toMatchObject({ state: "failed", caught: true });
    expect(instances.sum?.error).toContain("left no record");
  });
});
