// What wiring made of a pipeline and why, for people: `zenc plan` prints it.
import {
  type Block,
  blocksOf,
  canonicalJson,
  type Expression,
  type FanOut,
  type KnownAtom,
  knownAtoms,
  type NodeId,
  type Publication,
  partsOf,
  type StructureNode,
  type Task,
  type TaskId,
  type Wiring,
} from "../../runtime/contract/index.js";

export interface TaskNote {
  readonly task: TaskId;
  /** One sentence without a full stop; empty for what needs no reason. */
  readonly why: string;
}

export interface ConstructNote {
  readonly node: NodeId;
  readonly construct: "if" | "fan-out" | "loop" | "try" | "throw";
  /** The engine does it itself; it does, in chunks; one task runs it whole, or stands for it; a gate decides. */
  readonly form: "native" | "chunked" | "block" | "gate";
  /** One sentence without a full stop. */
  readonly why: string;
}

/** Notes on all tasks, and on all constructs of the structure, each in program order. */
export function explainWiring(
  structure: Block,
  wiring: Wiring,
): { readonly tasks: readonly TaskNote[]; readonly constructs: readonly ConstructNote[] } {
  const explainer: Explainer = {
    fanOuts: new Map(wiring.fanOuts.map((fanOut) => [fanOut.id, fanOut])),
    blocks: new Set(wiring.tasks.flatMap((task) => (task.kind === "block" && task.node ? [task.node] : []))),
    gates: publishedByGates(wiring),
    end: wiring.tasks.find((task) => task.evaluates.length > 0)?.id ?? null,
    known: knownAtoms(wiring),
  };
  return {
    tasks: wiring.tasks.map((task) => ({ task: task.id, why: reasonOf(task, explainer) })),
    constructs: notesIn(structure, { block: null, judge: null, depth: 0 }, explainer),
  };
}

interface Explainer {
  readonly fanOuts: ReadonlyMap<NodeId, FanOut>;
  readonly blocks: ReadonlySet<NodeId>;
  /** What gates tell, by the expression's canonical text. */
  readonly gates: ReadonlyMap<string, TaskId>;
  readonly end: TaskId | null;
  readonly known: ReadonlyMap<NodeId, KnownAtom>;
}
interface Around {
  readonly block: NodeId | null;
  /** The `try` in whose body it stands. */
  readonly judge: NodeId | null;
  /** Fan-outs around. */
  readonly depth: number;
}

function publishedByGates({ tasks }: Wiring): ReadonlyMap<string, TaskId> {
  const gates = tasks.filter((task) => task.kind === "gate" && task.catches === undefined);
  return new Map(
    gates.flatMap(({ id, publishes }) =>
      publishes.flatMap((one) => (one.kind === "boolean" ? [[canonicalJson(one.value), id] as const] : [])),
    ),
  );
}

function notesIn(block: Block, around: Around, explainer: Explainer): readonly ConstructNote[] {
  return block.flatMap((node) => {
    const own = noteOf(node, around, explainer);
    const inner = blocksOf(node).map(({ block: nodes }, side): readonly ConstructNote[] => {
      const inside = around.block ?? (explainer.blocks.has(node.id) ? node.id : null);
      const judge = node.kind === "try" && side === 0 ? node.id : around.judge;
      return notesIn(nodes, { block: inside, judge, depth: around.depth + (node.kind === "map" ? 1 : 0) }, explainer);
    });
    return own ? [own, ...inner.flat()] : inner.flat();
  });
}

function noteOf(node: StructureNode, around: Around, explainer: Explainer): ConstructNote | null {
  const note = (construct: ConstructNote["construct"], form: ConstructNote["form"], why: string): ConstructNote => ({
    node: node.id,
    construct,
    ...(around.block === null ? { form, why } : { form: "block", why: `the process of ${around.block} runs it` }),
  });
  switch (node.kind) {
    case "if": {
      const gate = partsWithin(node.condition).flatMap((part) => explainer.gates.get(canonicalJson(part)) ?? [])[0];
      if (gate) return note("if", "gate", `${gate} evaluates the condition, which no single step before it is sure to know`);
      return note("if", "native", "the engine skips the side that is not taken, by what earlier tasks tell");
    }
    case "map":
      return note("fan-out", ...fanOutReason(node.id, around, explainer));
    case "loop":
      return note("loop", "block", "one process runs its rounds, for only they tell when it ends");
    case "try":
      return note("try", "gate", `${node.id} starts when all of the body has ended, and tells whether the handler is entered`);
    case "throw":
      return note("throw", "gate", `${around.judge ?? explainer.end ?? "end"} finds whether it was reached`);
    default:
      return null;
  }
}

function fanOutReason(
  id: NodeId,
  { depth }: Around,
  { fanOuts }: Explainer,
): readonly ["native" | "chunked" | "block" | "gate", string] {
  const fanOut = fanOuts.get(id);
  if (!fanOut && depth === 0) return ["native", "no step is in it: whoever uses its values computes them"];
  if (!fanOut) return ["block", "the engine cannot nest a fan-out in another: one process runs its items, one after another"];
  const size = chunkReason(fanOut);
  return size === "" ? ["native", `one instance per item, counted by ${fanOut.source}`] : ["chunked", size];
}

function chunkReason({ batch, maxInstances }: FanOut): string {
  if (batch > 1) return `at least ${batch} items a process`;
  return maxInstances < Number.MAX_SAFE_INTEGER ? `more than ${maxInstances} items share processes` : "";
}

function reasonOf(task: Task, explainer: Explainer): string {
  if (task.kind === "block") return "runs all that is in it, one after another";
  if (task.kind === "gate") return gateReason(task);
  if (task.whenEnded) return "decides by itself: the block before it may fail for something that it does not need";
  const known = task.node && explainer.known.get(task.node);
  const fanOut = task.fanOut === undefined ? undefined : explainer.fanOuts.get(task.fanOut);
  const reasons = [
    known ? `costly: not started where its result is known, which ${known.task} looks up by its key` : "",
    fanOut ? chunkReason(fanOut) : "",
  ];
  return reasons.filter((reason) => reason !== "").join("; ");
}

function gateReason(task: Task): string {
  const reasons = task.publishes.map(publicationReason);
  if (task.catches) return "catches what fails in the body of the try";
  if (task.evaluates.length > 0) reasons.push("evaluates expressions that may throw and that no step is sure to evaluate");
  if (task.evaluatesResult) reasons.push("evaluates the result, which may throw");
  return reasons.join("; ") || "fails where a step has failed that no last task waits for";
}

function publicationReason(publication: Publication): string {
  switch (publication.kind) {
    case "count":
      return `counts the items of ${publication.fanOut}`;
    case "known":
      return `looks up whether the result of ${publication.node} is known`;
    case "boolean":
      return `evaluates "${publication.atom}", which no single step before it is sure to know`;
  }
}

/** An expression and all that it is made of. */
function partsWithin(expression: Expression): readonly Expression[] {
  return [expression, ...partsOf(expression).flatMap(partsWithin)];
}
