// Runs a Wiring as an engine would, in any order that it allows, and compares each decision with the oracle.
import type { Pipeline } from "../../compiler/ir/index.js";
import type { AtomId, IndexPath, NodeId, Publications, TaskId, Wiring } from "../../runtime/contract/index.js";
import { createSchedule, type Instance } from "../../targets/local/schedule.js";
import { type Oracle, oracleOf, type World } from "./oracle.js";

/** Every disagreement, in words; empty where engine and rules agree. */
export function simulate(pipeline: Pipeline, wiring: Wiring, world: World, random: () => number): readonly string[] {
  const oracle = oracleOf(pipeline, world);
  const wrong: string[] = [];
  const seen = new Map<string, string>();
  const ended = new Set<string>();
  let engineFailed = false;
  const nameOf = (task: TaskId | NodeId, path: IndexPath): string => `${task}@${path.join(".")}`;

  const schedule = createSchedule(wiring, (event) => {
    if (event.kind !== "instance") return;
    const { task, path } = event.instance;
    const name = nameOf(task.id, path);
    if (event.state === "skipped" || event.state === "not-run") {
      ended.add(name);
      seen.set(name, event.state);
      if (task.node === undefined) return;
      const state = oracle.state(task.node, path);
      const unknowable = event.state === "skipped" && oracle.excused(task.node, path);
      if (state !== event.state && !unknowable) wrong.push(`${name}: the engine says ${event.state}, the rules say ${state}`);
    }
  });
  const read = (task: string) => (call: NodeId, path: IndexPath) => {
    if (!ended.has(nameOf(call, path))) wrong.push(`${task} reads ${nameOf(call, path)}, which has not ended`);
  };

  const running: Instance[] = [];
  while (!schedule.finished()) {
    for (let next = schedule.next(); next; next = schedule.next()) {
      started(next);
      running.push(next);
    }
    const [instance] = running.splice(Math.floor(random() * running.length), 1);
    if (!instance) {
      wrong.push("the engine waits for ever");
      break;
    }
    end(instance);
  }

  function started({ task, path }: Instance): void {
    if (task.node === undefined) return;
    const name = nameOf(task.id, path);
    seen.set(name, "started");
    const state = oracle.state(task.node, path);
    if (state === "skipped") wrong.push(`${name}: started, the rules say skipped`);
    if (state === "not-run" && !oracle.excused(task.node, path)) wrong.push(`${name}: started, the rules say not-run`);
    if (state === "not-run") return;
    const node = nodeOf(pipeline, task.node);
    if (node) tryQuietly(() => oracle.evaluate(node.arguments, path, read(name)));
  }
  function end(instance: Instance): void {
    const { task, path } = instance;
    const name = nameOf(task.id, path);
    const state = task.node === undefined ? "succeeded" : oracle.state(task.node, path);
    ended.add(name);
    if (state !== "succeeded") {
      engineFailed = true;
      schedule.end(instance, { state: state === "failed" ? "failed" : "not-run" });
      return;
    }
    const publications = publish(instance, oracle, name);
    if (publications) schedule.end(instance, { state: "done", publications });
    else {
      engineFailed = true;
      schedule.end(instance, { state: "failed" });
    }
  }
  function publish({ task, path }: Instance, rules: Oracle, name: string): Publications | null {
    const booleans: Record<AtomId, boolean> = {};
    let count: number | undefined;
    try {
      for (const publication of task.publishes) {
        if (publication.kind === "count") count = rules.count(publication.fanOut, path);
        else booleans[publication.atom] = Boolean(rules.evaluate(publication.value, path, read(name)));
      }
      if (task.evaluates.length > 0 || task.evaluatesResult) {
        if (rules.failed()) return null;
      }
    } catch (error) {
      if (task.node !== undefined) wrong.push(`${name} publishes something that throws: ${String(error)}`);
      return null;
    }
    return { booleans, ...(count === undefined ? {} : { count }) };
  }

  for (const task of wiring.tasks) {
    if (task.node === undefined) continue;
    for (const path of oracle.instances(task.node)) {
      const name = nameOf(task.id, path);
      if (!seen.has(name)) wrong.push(`${name}: the engine has no such instance, the rules say ${oracle.state(task.node, path)}`);
    }
  }
  const notRun = [...seen.values()].includes("not-run");
  if ((engineFailed || notRun) !== oracle.failed()) {
    wrong.push(
      `the engine's run has ${engineFailed ? "failed" : "succeeded"}, the rules say ${oracle.failed() ? "failed" : "succeeded"}`,
    );
  }
  return wrong;
}

function nodeOf(pipeline: Pipeline, id: NodeId) {
  const find = (block: Pipeline["structure"]): Extract<Pipeline["structure"][number], { kind: "call" }> | undefined => {
    for (const node of block) {
      if (node.kind === "call" && node.id === id) return node;
      const inner =
        node.kind === "if" ? (find(node.then) ?? find(node.otherwise)) : node.kind === "map" ? find(node.body) : undefined;
      if (inner) return inner;
    }
    return undefined;
  };
  return find(pipeline.structure);
}

function tryQuietly(action: () => unknown): void {
  try {
    action();
  } catch {
    // The state says it already.
  }
}
