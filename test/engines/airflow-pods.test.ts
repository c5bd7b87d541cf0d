// biome-ignore-all lint/suspicious/noTemplateCurlyInString: other programs read them
// Airflow in Kubernetes flavour as it is really run: its operators make pods on a real API server, a real scheduler puts them on machines, and
// what their steps say comes back by the pods' termination messages.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { pushPipeline } from "../../cli/push.js";
import { type JsonObject, keys, type RunRecord } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { airflowTarget } from "../../targets/airflow/target.js";
import { compileShape, optionsFor, parametersOf } from "../conformance/compiled.js";
import { type Engine, readEnded } from "../conformance/engine.js";
import { localEngine } from "../conformance/local.js";
import { proveShapes } from "../conformance/proof.js";
import { type Place, readShape, readShapes, type Shape } from "../conformance/shape.js";
import { type AirflowPods, airflowPodsEngine, openAirflowPods, type PodStack } from "./airflow/pod-engine.js";
import type { Pod } from "./cluster/objects.js";

/** Of every construct one or two cases: the whole family, of a second a pod, would take a quarter of an hour. */
const proved: Readonly<Record<string, readonly string[]>> = {
  "basics/if-else": ["small", "moved"],
  "basics/early-return": ["half"],
  "basics/body": ["none", "some"],
  "basics/chunked": ["alike"],
  "basics/failing": ["fails"],
  "basics/failing-item": ["fails"],
  "basics/failing-chunk": ["fails"],
  "basics/retry": ["third", "never"],
  "basics/timeout": ["long"],
  "basics/values": ["hostile"],
  "graphs/loop-in-fan-out": ["only"],
  "constructs/while": ["limited"],
  "failures/try-steps": ["second", "none"],
  "failures/finally": ["handler"],
  "failures/in-item": ["five"],
  "failures/retries": ["third", "never"],
  "known/trainer": ["again"],
  "known/sweep": ["one-new"],
  "known/decides": ["good-again"],
};
const all = readShapes();
const named = (name: string): Shape => all.find((shape) => shape.name === name) as Shape;
const more = (name: string): Shape => readShape(fileURLToPath(new URL(`./more/${name}`, import.meta.url)), name);
const shapes = Object.entries(proved).map(([name, cases]): Shape => {
  const shape = named(name);
  // What is run before them is looked up by its case too.
  const before = cases.flatMap((one) => shape.before[one] ?? []);
  const wanted = [...before, ...cases].map((one) => [one, shape.cases[one] as JsonObject] as const);
  return { ...shape, cases: Object.fromEntries(wanted) };
});

let pods: AirflowPods;
const engine: Engine = {
  ...airflowPodsEngine,
  open: async () => {
    pods = await openAirflowPods();
    return pods;
  },
};
const bench = proveShapes(shapes, [localEngine, engine]);

/** Runs a shape, and says which pods that made. */
async function run(shape: Shape, params: JsonObject, { place, ...stack }: PodStack & { readonly place?: Place } = {}) {
  const at = place ?? (await bench().place());
  const compiled = await compileShape(shape, airflowTarget);
  await pushPipeline(await openStore(at.store), compiled);
  const before = pods.cluster.pods().length;
  const options = optionsFor(shape, airflowTarget);
  const job = { compiled, parameters: parametersOf(compiled, params, at.effects), place: at, options };
  const { airflow, ...ended } = await pods.run(job, stack);
  return { ...(await readEnded(ended, job)), airflow, made: pods.cluster.pods().slice(before), place: at };
}

/** The tasks of pods, but for gates. */
const tasksOf = (made: readonly Pod[]) =>
  made.flatMap(({ metadata: { labels } }) => (labels?.task_id?.startsWith("gate_") ? [] : [labels?.task_id]));

describe("a pod that is lost counts for no attempt of its step", () => {
  const lost = more("lost");

  /** Takes the pods away, one after another, in these ways, as soon as their steps hang. */
  async function runAndTake(params: JsonObject, ways: readonly ("evict" | "delete")[], stack: PodStack = {}) {
    const place = await bench().place();
    const running = run(lost, params, { ...stack, place });
    const tells = params.tells as readonly string[];
    const hangs = tells.flatMap((told, at) => (told === "hang" ? [at + 1] : []));
    for (const [at, way] of ways.entries()) {
      await startOf(place, hangs[at] as number);
      const { metadata } = pods.cluster.pods().at(-1) as Pod;
      if (way === "evict") await pods.cluster.client.evict(metadata.name);
      else await pods.cluster.client.delete("Pod", metadata.name, { graceSeconds: 0 });
    }
    return running;
  }

  async function startOf({ effects }: Place, start: number): Promise<void> {
    const file = join(effects, "starts");
    while (!existsSync(file) || readFileSync(file).length < start) await sleep(50);
  }

  test.each([
    ["evicted", "evict", {}],
    ["deleted with its node", "delete", {}],
    ["evicted, while Airflow's triggerer waits", "evict", { options: { deferrable: true } }],
  ] as const)("%s: a step without retries is started again", async (_, way, stack) => {
    const ran = await runAndTake({ attempts: 1, tells: ["hang", "return"] }, [way], stack);
    expect(ran.observed).toMatchObject({ status: "succeeded", result: '"2 starts"' });
    expect(ran.status).toBe("succeeded");
    // What the step has written is in Airflow's log.
    expect(ran.airflow.log).toContain("this is start 2");
    expect(tasksOf(ran.made)).toEqual(["once", "once", "after"]);
  });

  test("a step that has one retry still has it", async () => {
    const ran = await runAndTake({ attempts: 2, tells: ["hang", "fail", "hang", "return"] }, ["evict", "delete"]);
    expect(ran.observed).toMatchObject({ status: "succeeded", result: '"4 starts"' });
    expect(tasksOf(ran.made)).toEqual(["twice", "twice", "twice", "twice", "after"]);
  });

  test("four times are too often", async () => {
    const ran = await runAndTake({ attempts: 1, tells: ["hang", "hang", "hang", "hang"] }, ["evict", "evict", "delete", "evict"]);
    expect(ran.status).toBe("failed");
    expect(tasksOf(ran.made)).toEqual(["once", "once", "once", "once"]);
  });

  test("a step that fails is not started again for that", async () => {
    const failing = await run(lost, { attempts: 1, tells: ["fail"] });
    expect(failing.observed).toMatchObject({ status: "failed", error: "start 1 fails" });
    expect(tasksOf(failing.made)).toEqual(["once"]);
    const twice = await run(lost, { attempts: 2, tells: ["fail", "fail"] });
    expect(twice.observed).toMatchObject({ status: "failed", error: "start 2 fails" });
    expect(tasksOf(twice.made)).toEqual(["twice", "twice"]);
  });
});

describe("a pod for which there is no machine", () => {
  const linear = named("basics/linear");
  const on = (pool: string): PodStack => ({ sections: { kubernetes: { nodeSelector: { "example.com/pool": pool } } } });
  const isPending = ({ status }: Pod) =>
    status?.phase === "Pending" && (status.conditions ?? []).some(({ reason }) => reason === "Unschedulable");

  test("waits until there is one", async () => {
    const running = run(linear, {}, on("late"));
    await pods.cluster.seen(isPending);
    await pods.cluster.addNode({ name: "late", labels: { "example.com/pool": "late" } });
    expect((await running).observed).toMatchObject({ status: "succeeded" });
  });

  test("is given up after its time, and not made again for a step without retries", async () => {
    const before = pods.cluster.pods().length;
    // Nothing of it has begun, so that there are no records.
    const running = run(linear, {}, { ...on("never"), options: { startupTimeoutSeconds: 2 } });
    await expect(running).rejects.toThrow(/has no run[\s\S]*took too long to be scheduled/);
    expect(tasksOf(pods.cluster.pods().slice(before))).toEqual(["load"]);
  });
});

describe("a result that is known", () => {
  test("makes no pod: neither of a step, nor of an item", async () => {
    const trainer = named("known/trainer");
    const first = await run(trainer, {});
    expect(tasksOf(first.made)).toEqual(["load", "train", "refine", "report"]);
    const again = await run(trainer, {}, { place: first.place });
    expect(tasksOf(again.made)).toEqual(["load", "report"]);

    const sweep = named("known/sweep");
    const before = await run(sweep, { rates: [1, 2] });
    const { made, observed } = await run(sweep, { rates: [2, 3, 1] }, { place: before.place });
    const trained = made.filter(({ metadata: { labels } }) => /\btrain$/.test(labels?.task_id ?? ""));
    expect(trained.map(({ metadata: { labels } }) => labels?.map_index)).toEqual(["1"]);
    expect(observed.instances).toMatchObject({
      "train[0]": { state: "reused" },
      "train[1]": { state: "succeeded" },
      "train[2]": { state: "reused" },
    });
  });
});

describe("while Airflow's triggerer waits for the pods", () => {
  test.each([
    ["basics/if-else", "small"],
    ["basics/failing-item", "fails"],
    ["failures/try-steps", "second"],
  ])("%s, %s", async (name, caseName) => {
    const shape = named(name);
    const params = shape.cases[caseName] as JsonObject;
    const [ran, local] = await Promise.all([
      run(shape, params, { options: { deferrable: true } }),
      bench().run(localEngine, shapes.find((one) => one.name === name) as Shape, params),
    ]);
    expect(ran.observed).toEqual(local.observed);
    expect(ran.status).toBe(local.status);
  });
});

describe("nothing that a user wrote is a template", () => {
  const evil = "{{ ti }} {% x %} {# y #} $(HOME) $$ ${PATH} \"'\\ \n\t\u2028 🐧 .sh";

  test("image, annotations, parameters and what steps say", async () => {
    const hostile = more("hostile");
    const params = { text: evil };
    // The node pulls nothing, and says the name to nobody.
    const image = "{{ ti.task_id }}$(HOME):{% raw %}";
    const sections = { kubernetes: { annotations: { "example.com/note": evil } } };
    const ran = await run(hostile, params, { image, sections });
    expect(ran.observed).toMatchObject({ status: "succeeded" });
    expect(ran.made.length).toBeGreaterThan(1);
    for (const { metadata, spec } of ran.made) {
      expect(metadata.annotations?.["example.com/note"]).toBe(evil);
      expect(spec.containers.map((container) => container.image)).toEqual([image]);
    }
    expect(await parametersOfRun(ran.place, ran.airflow.run_id)).toMatchObject(params);
  });

  /** The parameters of a run, as its first task has taken them. */
  async function parametersOfRun({ store }: Place, run: string): Promise<unknown> {
    const bytes = await (await openStore(store)).get(keys.run("hostile", run));
    return (JSON.parse(Buffer.from(bytes ?? []).toString()) as RunRecord).parameters;
  }
});
