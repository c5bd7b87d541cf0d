// What became of a pipeline's constructs for one engine and why, for people: `zenc plan` prints it.
import {
  type Block,
  blocksOf,
  type Expression,
  type FanOut,
  type IfNode,
  type MapNode,
  type NodeId,
  type StructureNode,
  type Task,
  type TaskId,
  type Wiring,
} from "../../runtime/contract/index.js";

export interface ConstructNote {
  readonly node: NodeId;
  readonly kind: "if" | "fan-out" | "loop" | "try" | "throw";
  /**
   * What the engine itself says; what it says in chunks, where there are more items than it takes; what one task runs whole, or runs
   * inside such a task; what a gate evaluates.
   */
  readonly form: "native" | "chunks" | "block" | "gate";
  /** One sentence without a full stop. */
  readonly why: string;
}

/** One note per compound that holds a call or a `throw`, and per `throw`, in program order. */
export function explainConstructs(structure: Block, wiring: Wiring): readonly ConstructNote[] {
  const parts: Parts = {
    tasks: new Map(wiring.tasks.flatMap((task) => (task.node === undefined ? [] : [[task.node, task] as const]))),
    fanOuts: new Map(wiring.fanOuts.map((fanOut) => [fanOut.id, fanOut])),
    all: wiring.tasks,
  };
  return notesIn(structure, { block: null, fanOut: null, judge: null }, parts);
}

interface Parts {
  /** By the node that they run. */
  readonly tasks: ReadonlyMap<NodeId, Task>;
  readonly fanOuts: ReadonlyMap<NodeId, FanOut>;
  readonly all: readonly Task[];
}

/** Where a construct stands. */
interface Around {
  readonly block: NodeId | null;
  readonly fanOut: NodeId | null;
  /** The `try` in whose body it stands. */
  readonly judge: NodeId | null;
}

type Told = Pick<ConstructNote, "form" | "why">;
const kinds = { if: "if", map: "fan-out", loop: "loop", try: "try", throw: "throw" } as const;

function notesIn(block: Block, around: Around, parts: Parts): readonly ConstructNote[] {
  return block.flatMap((node): readonly ConstructNote[] => {
    if (node.kind === "let" || node.kind === "call" || !holdsWork(node)) return [];
    const note = { node: node.id, kind: kinds[node.kind], ...told(node, around, parts) };
    const inside = blocksOf(node).map((inner, at) => notesIn(inner.block, within(node, at, around, parts), parts));
    return [note, ...inside.flat()];
  });
}

function within(node: StructureNode, part: number, around: Around, { tasks }: Parts): Around {
  const block = around.block ?? (tasks.get(node.id)?.kind === "block" ? node.id : null);
  const fanOut = node.kind === "map" ? node.id : around.fanOut;
  return { block, fanOut, judge: node.kind === "try" && part === 0 ? node.id : around.judge };
}

function told(node: Exclude<StructureNode, { kind: "let" | "call" }>, around: Around, parts: Parts): Told {
  if (around.block !== null) return { form: "block", why: `runs in the process of "${around.block}"` };
  switch (node.kind) {
    case "if":
      return toldBranch(node, around, parts);
    case "map":
      return toldFanOut(node, around, parts);
    case "loop":
      return { form: "block", why: "its end is known only at run time; its rounds run one after another in one process" };
    case "try":
      return {
        form: "native",
        why: `its gate "${node.id}" starts when the body has ended, and says whether something was caught`,
      };
    case "throw":
      return toldThrow(node.id, around, parts);
  }
}

function toldFanOut({ id }: MapNode, { fanOut: outer }: Around, { tasks, fanOuts }: Parts): Told {
  if (tasks.get(id)?.kind === "block") {
    return outer === null
      ? { form: "block", why: "this engine has no fan-outs; one process runs the items one after another" }
      : { form: "block", why: `this engine has no fan-out within a fan-out; one process per item of "${outer}"` };
  }
  const fanOut = fanOuts.get(id);
  if (!fanOut) return { form: "native", why: "holds no call; what needs its result evaluates it" };
  const { source, maxInstances, batch } = fanOut;
  const each = batch > 1 ? `at least ${batch} items a process` : "a process per item";
  if (maxInstances === Number.MAX_SAFE_INTEGER) {
    return { form: batch > 1 ? "chunks" : "native", why: `${each}, counted by "${source}"` };
  }
  return { form: "chunks", why: `${each}, in at most ${maxInstances} processes, counted by "${source}"` };
}

/** Whose condition is told by the tasks that publish its parts; that of what holds no task by whoever evaluates the `throw` in it. */
function toldBranch(node: IfNode, around: Around, parts: Parts): Told {
  const { tasks, all } = parts;
  const inside = tasksIn([...node.then, ...node.otherwise], tasks);
  if (inside.length === 0) {
    const thrown = firstThrow([node]);
    return thrown ? toldThrow(thrown, around, parts) : { form: "native", why: "holds no call" };
  }
  const values = new Set(leavesOf(node.condition).map((leaf) => JSON.stringify(leaf)));
  const asked = new Set(inside.flatMap(({ guard }) => guard.flat().map(({ task, atom }) => `${task}.${atom}`)));
  const tellers = all.filter(({ id, publishes }) =>
    publishes.some(
      (told) => told.kind === "boolean" && asked.has(`${id}.${told.atom}`) && values.has(JSON.stringify(told.value)),
    ),
  );
  if (tellers.length > 0) {
    const gate = tellers.find(({ kind, catches }) => kind === "gate" && catches === undefined);
    return { form: gate ? "gate" : "native", why: `its condition is told by ${named(tellers.map(({ id }) => id))}` };
  }
  const others = [...new Set(inside.flatMap(({ guard }) => guard.flat().map(({ task }) => task)))];
  if (others.length > 0) return { form: "native", why: `its condition follows from what ${named(others)} told` };
  return { form: "native", why: `the process of ${named(inside.map(({ id }) => id))} asks its condition itself` };
}

function toldThrow(id: NodeId, { judge }: Around, { all }: Parts): Told {
  const gate = all.find(({ evaluates }) => evaluates.includes(id));
  if (gate) return { form: "gate", why: `"${gate.id}" evaluates it` };
  if (judge !== null) return { form: "gate", why: `"${judge}" evaluates it when the body has ended` };
  return { form: "native", why: "the tasks that need what stands around it evaluate it" };
}

/** `"a"`, `"a", "b" and 3 more`. */
function named(ids: readonly TaskId[]): string {
  const more = ids.length > 3 ? ids.length - 2 : 0;
  const shown = ids.slice(0, ids.length - more).map((id) => `"${id}"`);
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** What a condition is made of, without its negations, conjunctions and disjunctions. */
function leavesOf(condition: Expression): readonly Expression[] {
  switch (condition.kind) {
    case "not":
      return leavesOf(condition.of);
    case "and":
      return condition.all.flatMap(leavesOf);
    case "or":
      return condition.any.flatMap(leavesOf);
    default:
      return [condition];
  }
}

/** The tasks that run something of a block: none of what a block's process runs is one. */
function tasksIn(block: Block, tasks: ReadonlyMap<NodeId, Task>): readonly Task[] {
  return block.flatMap((node) => {
    const task = tasks.get(node.id);
    return task ? [task] : blocksOf(node).flatMap((inner) => tasksIn(inner.block, tasks));
  });
}

const holdsCall = (block: Block): boolean =>
  block.some((node) => node.kind === "call" || blocksOf(node).some((inner) => holdsCall(inner.block)));

const holdsWork = (node: StructureNode): boolean => holdsCall([node]) || firstThrow([node]) !== null;

function firstThrow(block: Block): NodeId | null {
  for (const node of block) {
    if (node.kind === "throw") return node.id;
    for (const inner of blocksOf(node)) {
      const found = firstThrow(inner.block);
      if (found !== null) return found;
    }
  }
  return null;
}
