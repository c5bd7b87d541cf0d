// Runs a Wiring as an engine would, in any order that it allows, and compares each decision with the oracle.
import type { Pipeline } from "../../compiler/ir/index.js";
import type { Scope } from "../../compiler/wire/scope.js";
import type { AtomId, IndexPath, NodeId, Publications, Task, TaskId, Wiring } from "../../runtime/contract/index.js";
import { createSchedule, type Ending, type Instance, type Schedule, type ScheduleEvent } from "../../targets/local/schedule.js";
import { type Oracle, oracleOf, type Rules, type World } from "./oracle.js";

/** Whether something is to be started of these tasks, at each of these paths. */
type Select = (tasks: readonly TaskId[], paths: readonly IndexPath[]) => readonly boolean[];

/** An instance that an engine starts though only the task's process knows what becomes of it. */
type Started = Instance & { readonly decides?: boolean };

export interface Engine {
  readonly schedule: (wiring: Wiring, tell: (event: ScheduleEvent) => void, select: Select) => Schedule;
  readonly fanOutDepth: number;
}
export const localEngine: Engine = { schedule: createSchedule, fanOutDepth: Number.MAX_SAFE_INTEGER };

/** Every disagreement, in words; empty where engine and rules agree. */
export function simulate(
  pipeline: Pipeline,
  wiring: Wiring,
  world: World,
  random: () => number,
  engine: Engine = localEngine,
  costly: ReadonlySet<string> = new Set(),
): readonly string[] {
  const oracle = oracleOf(pipeline, world, engine.fanOutDepth);
  const { scopes } = oracle;
  const wrong: string[] = [];
  const seen = new Map<string, string>();
  const ended = new Set<string>();
  const endings = new Map<string, Ending>();
  /** Of which a task has said that its result is known. */
  const told = new Set<string>();
  const nameOf = (task: TaskId | NodeId, path: IndexPath): string => `${task}@${path.join(".")}`;
  const scopeOf = (node: NodeId): Scope => scopes.placeOf.get(node)?.scope as Scope;

  /** The task that runs a call or judges a `try`, and the instance of it. */
  const taskOf = (node: NodeId, path: IndexPath): string => {
    const block = scopeOf(node).block;
    return block === null ? nameOf(node, path) : nameOf(block, path.slice(0, scopeOf(block).positions));
  };
  /** It has ended, or never begins: what tells how many items there are has failed or was not run. */
  const isOver = (instance: string): boolean => {
    if (ended.has(instance)) return true;
    const task = wiring.tasks.find(({ id }) => id === instance.slice(0, instance.indexOf("@")));
    const source = wiring.fanOuts.find(({ id }) => id === task?.fanOut)?.source;
    return source !== undefined && ["failed", "not-run"].includes(endings.get(nameOf(source, []))?.state ?? "");
  };
  const fanOutsAround = ({ fanOut }: Task): number => {
    let count = 0;
    for (let at = fanOut; at !== undefined; count++) at = wiring.fanOuts.find(({ id }) => id === at)?.parent;
    return count;
  };
  const listen = (event: ScheduleEvent): void => {
    if (event.kind !== "instance") return;
    const { task, path } = event.instance;
    const name = nameOf(task.id, path);
    if (event.state !== "skipped" && event.state !== "reused" && event.state !== "not-run") return;
    ended.add(name);
    seen.set(name, event.state);
    if (event.state !== "not-run" && told.has(name)) return;
    if (event.state === "reused") wrong.push(`${name}: reused, though nobody has said that it is known`);
    // Of a fan-out without instances nobody decides; who stands outside waits for what it needs itself.
    if (event.state === "skipped" && path.length < fanOutsAround(task) && isWithoutInstances(task, path)) return;
    if (task.kind === "node") checkUnstarted(task, path, event.state, name);
    else if (task.kind === "block" || task.catches) {
      const state = stateOf(task, path, oracle);
      if (state !== event.state) wrong.push(`${name}: the engine says ${event.state}, the rules say ${state}`);
    }
  };
  function isWithoutInstances({ catches, node }: Task, path: IndexPath): boolean {
    const place = catches ?? node;
    const all = place === undefined ? [] : oracle.instances(scopeOf(place));
    return !all.some((one) => path.every((position, at) => one[at] === position));
  }
  /** Of several tasks one may depend on another, and be kept from running by it: that one of them is to run must be sure. */
  const select: Select = (tasks, paths) =>
    paths.map((path) => {
      const isOpen = (id: TaskId, rules: Oracle): boolean => {
        const task = wiring.tasks.find((one) => one.id === id) as Task;
        // For an expression that threw: who waits for it hears that from its process alone.
        if (task.kind === "node" && task.node && rules.excused(task.node, path)) return true;
        return selectable(task, path, rules) === "succeeded" && !(task.node && told.has(nameOf(task.node, path)));
      };
      const anyOpen = (rules: Oracle): boolean => tasks.some((id) => isOpen(id, rules));
      checkSure(`what selects ${nameOf(tasks[0] as TaskId, path)}`, (rules) => String(anyOpen(rules)));
      return anyOpen(oracle);
    });
  /** Whether it is to run, as far as that is sure before it does. */
  const selectable = ({ kind, node }: Task, path: IndexPath, rules: Rules): string =>
    kind === "node" && node !== undefined ? begunState(rules, node, path) : "succeeded";
  const schedule = engine.schedule(wiring, listen, select);
  function checkUnstarted({ node }: Task, path: IndexPath, said: string, name: string): void {
    const state = oracle.state(node as NodeId, path);
    const unknowable = said === "skipped" && oracle.excused(node as NodeId, path);
    if (state !== said && !unknowable) wrong.push(`${name}: the engine says ${said}, the rules say ${state}`);
  }
  const reader = (name: string): Rules =>
    oracle.reading((node, path) => {
      const by = taskOf(node, path);
      if (by !== name && !isOver(by)) wrong.push(`${name} reads ${by}, which has not ended`);
    });

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

  function started({ task, path, decides: itself }: Started): void {
    const name = nameOf(task.id, path);
    seen.set(name, "started");
    if ((task.whenEnded || itself) && (task.node || task.catches || decidesFor(task))) checkDetermined(task, path, name);
    if (task.kind !== "node" || !task.node) return;
    const state = oracle.state(task.node, path);
    if (costly.has(task.node) && isKnown(task.node, path) && !itself) wrong.push(`${name}: started, though its result is known`);
    const decides = task.whenEnded || itself || oracle.excused(task.node, path);
    if (state === "skipped" && !task.whenEnded && !itself) wrong.push(`${name}: started, the rules say skipped`);
    if (state === "not-run" && !decides) wrong.push(`${name}: started, the rules say not-run`);
    const node = scopes.placeOf.get(task.node)?.node;
    if (node?.kind === "call" && (state === "succeeded" || state === "failed")) {
      tryQuietly(() => reader(name).evaluate(node.arguments, path));
    }
  }
  /** Whatever comes of the calls that have not ended, the task's process decides the same. */
  function checkDetermined(task: Task, path: IndexPath, name: string): void {
    checkSure(name, (rules) => decisionOf(task, path, rules));
  }
  function checkSure(name: string, decide: (rules: Oracle) => string): void {
    const done = (node: NodeId, at: IndexPath): boolean => {
      const by = taskOf(node, at);
      return by === name || isOver(by);
    };
    const expected = decide(oracle);
    for (const [failing, output] of [
      [true, null],
      [false, { yes: true, list: [0, 1, 2] }],
      [false, { yes: false, list: [] }],
    ] as const) {
      const other = oracleOf(
        pipeline,
        {
          ...world,
          fails: (node, at) => (done(node, at) ? world.fails(node, at) : failing),
          output: (node, at) => (done(node, at) ? world.output(node, at) : output),
        },
        engine.fanOutDepth,
      );
      const found = decide(other);
      if (found !== expected) wrong.push(`${name} starts too early: ${expected} might be ${found}`);
    }
  }
  function decisionOf(task: Task, path: IndexPath, rules: Oracle): string {
    if (task.catches) {
      const { trouble, caught } = rules.outcome(task.catches, path);
      return trouble.length > 0 ? "trouble" : JSON.stringify(caught);
    }
    if (task.kind === "node") return rules.state(task.node as NodeId, path);
    const call = decidesFor(task);
    if (call) return begunState(rules, call, path);
    // What came of each call inside, and what a try inside has caught.
    const within = scopes.places.filter(({ scope }) => scope.block === task.node);
    const all = within.flatMap(({ node, scope }) => {
      const paths = rules.instances(scope).filter((one) => path.every((position, at) => one[at] === position));
      return (paths.length > 0 ? paths : [path]).map((one) => {
        if (node.kind === "call") return [node.id, one, rules.state(node.id, one)];
        return node.kind === "try" ? [node.id, one, rules.outcome(node.id, one).caught] : [];
      });
    });
    return JSON.stringify([stateOf(task, path, rules), all]);
  }
  function stateOf({ catches, node }: Task, path: IndexPath, rules: Rules): "succeeded" | "skipped" | "failed" | "not-run" {
    const place = (catches ?? node) as NodeId;
    if (catches && rules.outcome(catches, path).trouble.length > 0) return "not-run";
    const first = catches ? undefined : rules.inside(place, path)[0]?.[0];
    // A block with something that failed in it has failed; what came from outside is reported as not run.
    if (first) return encloses(place, first.node) ? "failed" : "not-run";
    const scope = scopeOf(place);
    return path.length === scope.positions && rules.entered(scope, path) ? "succeeded" : "skipped";
  }
  function encloses(block: NodeId, node: NodeId | "result"): boolean {
    return node !== "result" && (node === block || scopeOf(node).block === block);
  }

  function end(instance: Started): void {
    const name = nameOf(instance.task.id, instance.path);
    ended.add(name);
    const ending = endingOf(instance);
    endings.set(name, ending);
    schedule.end(instance, ending);
  }
  /** What the process of a gate decides, which the rules know nothing of. */
  function gateState(task: Task, path: IndexPath): "succeeded" | "skipped" | "not-run" {
    const isPaired = (id: TaskId): boolean => wiring.tasks.some((one) => one.id === id && one.fanOut === task.fanOut);
    const at = (id: TaskId): string => nameOf(id, isPaired(id) ? path : []);
    const all = (id: TaskId): readonly string[] =>
      isPaired(id) ? [at(id)] : [...seen.keys()].filter((one) => one.startsWith(`${id}@`));
    const isBad = (state: string | undefined): boolean => state === "failed" || state === "not-run";
    if (task.waits.flatMap(all).some((one) => isBad(endings.get(one)?.state) || isBad(seen.get(one)))) return "not-run";
    const holds = ({ task: id, atom, is }: Task["guard"][number][number]): boolean => {
      const ending = endings.get(at(id));
      const said = ending && "publications" in ending ? ending.publications.booleans?.[atom] : undefined;
      return said === is || said === "some";
    };
    return task.guard.some((every) => every.every(holds)) ? "succeeded" : "skipped";
  }
  /** Of a gate that stands for a costly call which needs a doubtful block. */
  function decidesFor({ kind, whenEnded, publishes }: Task): NodeId | undefined {
    const known = kind === "gate" && whenEnded ? publishes.find((one) => one.kind === "known") : undefined;
    return known?.node;
  }
  function isKnown(call: NodeId, path: IndexPath): boolean {
    return oracle.state(call, path) === "succeeded" && world.known?.(call, path) === true;
  }
  function endingOf(instance: Started): Ending {
    const { task, path } = instance;
    const isOwnGate = instance.decides && task.kind === "gate" && !task.catches && decidesFor(task) === undefined;
    const state = isOwnGate ? gateState(task, path) : endOf(instance);
    if (state === "failed" || state === "not-run") return { state };
    if (state === "skipped") return { state: "done", publications: {} };
    const publications = publish(task, path, nameOf(task.id, path));
    return publications ? { state: "done", publications } : { state: "failed" };
  }
  function endOf({ task, path }: Instance): "succeeded" | "skipped" | "failed" | "not-run" {
    if (task.catches !== undefined || task.kind === "block") return stateOf(task, path, oracle);
    const call = decidesFor(task);
    if (call === undefined) return task.node === undefined ? "succeeded" : oracle.state(task.node, path);
    return begunState(oracle, call, path);
  }
  function publish(task: Task, path: IndexPath, name: string): Publications | null {
    const rules = reader(name);
    const booleans: Record<AtomId, boolean> = {};
    const lists: Record<AtomId, readonly boolean[]> = {};
    let count: number | undefined;
    try {
      for (const publication of task.publishes) {
        if (publication.kind === "count") count = rules.count(publication.fanOut, path);
        else if (publication.kind === "known") {
          const { node: call, atom } = publication;
          if (publication.each === undefined) booleans[atom] = tellKnown(call, path, name);
          else lists[atom] = instancesBelow(publication.each, path).map((one) => tellKnown(call, one, name));
        } else booleans[publication.atom] = Boolean(rules.evaluate(publication.value, path));
      }
      if (task.evaluates.length > 0 || task.evaluatesResult) {
        if (rules.failed()) return null;
      }
    } catch (error) {
      if (task.node !== undefined || task.catches !== undefined) {
        wrong.push(`${name} publishes something that throws: ${String(error)}`);
      }
      return null;
    }
    return { booleans, lists, ...(count === undefined ? {} : { count }) };
  }
  /** What is said of a call is sure by then, and what its key is made of is there. */
  function tellKnown(call: NodeId, path: IndexPath, name: string): boolean {
    checkSure(name, (rules) => begunState(rules, call, path));
    if (!isKnown(call, path)) return false;
    const node = scopes.placeOf.get(call)?.node;
    if (node?.kind === "call") tryQuietly(() => reader(name).evaluate(node.arguments, path));
    told.add(nameOf(call, path));
    return true;
  }
  function instancesBelow(fanOut: NodeId, path: IndexPath): readonly IndexPath[] {
    const body = scopes.placeOf.get(fanOut)?.inside[0] as Scope;
    return oracle.instances(body).filter((one) => path.every((position, at) => one[at] === position));
  }

  for (const task of wiring.tasks) {
    if (task.kind !== "node" || !task.node) continue;
    for (const path of oracle.instances(scopeOf(task.node))) {
      const name = nameOf(task.id, path);
      const state = oracle.state(task.node, path);
      // A fan-out that is not run is so with all that might have stood in it.
      const prefixes = path.map((_, length) => nameOf(task.id, path.slice(0, length)));
      const together = state === "not-run" && prefixes.some((prefix) => seen.get(prefix) === "not-run");
      if (!seen.has(name) && !together) wrong.push(`${name}: the engine has no such instance, the rules say ${state}`);
    }
  }
  const word = (failed: boolean): string => (failed ? "failed" : "succeeded");
  if (schedule.failed() !== oracle.failed()) {
    wrong.push(`the engine's run has ${word(schedule.failed())}, the rules say ${word(oracle.failed())}`);
  }
  return wrong;
}

/** As far as it is sure before it runs. */
function begunState(rules: Rules, call: NodeId, path: IndexPath): "succeeded" | "skipped" | "not-run" {
  const state = rules.state(call, path);
  return state === "failed" ? "succeeded" : state;
}

function tryQuietly(action: () => unknown): void {
  try {
    action();
  } catch {
    // The state says it already.
  }
}
