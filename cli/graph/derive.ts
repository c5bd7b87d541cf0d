// Derives a pipeline's drawing from its structure: the author's own constructs, without what lowering has made of `finally`, loops
// and early exits. Compounds without calls and throws are left out.
import type { Pipeline } from "../../compiler/ir/index.js";
import type {
  Block,
  CallNode,
  Expression,
  IfNode,
  LoopNode,
  MapNode,
  NodeId,
  StructureNode,
  TryNode,
} from "../../runtime/contract/index.js";
import { textOf } from "./expression.js";
import { foldFinally } from "./finally.js";
import { createFlags, type Flags } from "./flags.js";
import { groupPipelines } from "./group.js";
import { headingOf } from "./loop.js";
import { allOf, callsIn, type Graph, type GraphCompound, type GraphItem } from "./model.js";
import { createEffectOrder, createNeeds, type EffectOrder, type Needs } from "./needs.js";
import { type SameStatement, sameStatement, statementsOfTries } from "./spans.js";

interface Reading {
  readonly pipeline: Pipeline;
  readonly needs: Needs;
  readonly order: EffectOrder;
  readonly flags: Flags;
  readonly same: SameStatement;
  /** Whether a node is made of a `try` statement. */
  readonly isOfTry: (node: NodeId) => boolean;
  /** By loop: the condition of another round. */
  readonly asked: Map<NodeId, Expression>;
  /** Filled when all has been read. */
  readonly carried: { readonly by: Expression; readonly into: NodeId[] }[];
}

/** Where a node stands. */
interface Around {
  /** The needs of all that is around it. */
  readonly needs: readonly NodeId[];
  readonly loop: NodeId | null;
}

/** Derives a pipeline's drawing from its structure. */
export function graphOf(pipeline: Pipeline): Graph {
  const reading: Reading = {
    pipeline,
    needs: createNeeds(),
    order: createEffectOrder(),
    flags: createFlags((variable) => pipeline.names.get(variable)),
    same: sameStatement(pipeline),
    isOfTry: statementsOfTries(pipeline),
    asked: new Map(),
    carried: [],
  };
  const items = readBlock(reading, pipeline.structure, { needs: [], loop: null });
  for (const { by, into } of reading.carried) into.push(...reading.needs.carriedBy(by));
  const result = { text: textOf(pipeline.result, pipeline), needs: reading.needs.of(pipeline.result) };
  return { items: groupPipelines(items, pipeline), result };
}

function readBlock(reading: Reading, block: Block, around: Around): readonly GraphItem[] {
  const read = block.map((node) => ({ node, items: readNode(reading, node, around) }));
  return foldFinally(read, reading.same);
}

function readNode(reading: Reading, node: StructureNode, around: Around): readonly GraphItem[] {
  const { needs, order, pipeline } = reading;
  switch (node.kind) {
    case "let":
      needs.bind(node.out, [node.value]);
      order.stands(node.id, needs.of(node.value));
      return [];
    case "call":
      return [readCall(reading, node, around)];
    case "throw":
      order.stands(node.id, needs.of(node.value));
      if (reading.isOfTry(node.id)) return [];
      return [{ kind: "throw", id: node.id, text: textOf(node.value, pipeline), needs: needs.of(node.value) }];
    case "if":
      return readBranch(reading, node, around);
    case "map":
      return readFanOut(reading, node, around);
    case "loop":
      return readLoop(reading, node, around);
    case "try":
      return readTry(reading, node, around);
  }
}

function readCall({ needs, order, pipeline, carried }: Reading, node: CallNode, around: Around): GraphItem {
  const { id, step } = node;
  const own = needs.of(node.arguments);
  needs.bindCall(node.out, id);
  order.stands(id, [id]);
  const into: NodeId[] = [];
  carried.push({ by: node.arguments, into });
  const { kind: stepKind = "step", effect = false } = pipeline.steps.get(step) ?? {};
  const after = order.afterOf(id, own, around.needs, node.after);
  return { kind: "call", id, step, stepKind, effect, needs: own, after, carried: into };
}

/** A compound that holds something to be shown. */
function shown({ order, needs }: Reading, node: IfNode | MapNode | LoopNode | TryNode, of: GraphCompound): readonly GraphItem[] {
  const calls = callsIn([of]);
  order.stands(node.id, calls.length > 0 || of.kind !== "if" || node.kind !== "if" ? calls : needs.of(node.condition));
  return allOf([of]).some(({ kind }) => kind === "call" || kind === "throw") ? [of] : [];
}

function readBranch(reading: Reading, node: IfNode, around: Around): readonly GraphItem[] {
  const { needs, flags, pipeline, same, asked } = reading;
  const { id } = node;
  const own = needs.of(node.condition);
  const ways = node.then.length === 0 ? flags.waysOf(node.condition) : null;
  const isOfLoop = around.loop !== null && same(around.loop, id);
  if (isOfLoop && around.loop && !ways) asked.set(around.loop, node.condition);
  const guarded = node.then.find((inner) => inner.kind === "loop" && same(inner.id, id));
  const inner = { ...around, needs: [...around.needs, ...own] };
  const then = readBlock(reading, node.then, inner);
  const otherwise = readBlock(reading, node.otherwise, inner);
  for (const { out, then: one, otherwise: other } of node.joins) needs.bind(out, [one, other], own);
  flags.join(node);
  const condition = ways ? ways.join(" or ") : textOf(node.condition, pipeline);
  const found = shown(reading, node, { kind: "if", id, condition, needs: own, then, otherwise });
  const isHidden = isOfLoop || guarded !== undefined || ways?.length === 0;
  if (!isHidden || found.length === 0) return found;
  // A loop needs what decides about its first round.
  return [...then, ...otherwise].map((item) =>
    item.kind === "loop" && item.id === guarded?.id ? { ...item, needs: [...new Set([...own, ...item.needs])] } : item,
  );
}

function readFanOut(reading: Reading, node: MapNode, around: Around): readonly GraphItem[] {
  const { needs, pipeline } = reading;
  const own = needs.of(node.over);
  needs.bind(node.item, [node.over]);
  needs.bind(node.index, []);
  const body = readBlock(reading, node.body, { needs: [...around.needs, ...own], loop: null });
  // What gathers needs the list too; the arrows of the body say so.
  needs.bind(node.out, needs.of(node.result).length > 0 ? [node.result] : [node.over]);
  const item = pipeline.names.get(node.item) ?? "item";
  return shown(reading, node, { kind: "map", id: node.id, item, over: textOf(node.over, pipeline), needs: own, body });
}

function readLoop(reading: Reading, node: LoopNode, around: Around): readonly GraphItem[] {
  const { needs, pipeline, asked } = reading;
  const own = needs.of(...node.carried.map(({ init }) => init));
  needs.begin(node.carried);
  const body = readBlock(reading, node.body, { needs: [...around.needs, ...own], loop: node.id });
  needs.end(node.carried, callsIn(body));
  const heading = headingOf(node, asked.get(node.id) ?? null, pipeline);
  return shown(reading, node, { kind: "loop", id: node.id, heading, needs: own, body });
}

function readTry(reading: Reading, node: TryNode, around: Around): readonly GraphItem[] {
  const { needs, flags } = reading;
  const body = readBlock(reading, node.body, around);
  needs.bind(node.error, []);
  needs.bind(node.caught, [], callsIn(body));
  for (const { out, before, at } of node.snapshots) needs.bind(out, [before, ...at.map(({ value }) => value)]);
  const handler = readBlock(reading, node.handler, { ...around, needs: [...around.needs, ...callsIn(body)] });
  for (const { out, then, otherwise } of node.joins) needs.bind(out, [then, otherwise]);
  flags.join(node);
  return shown(reading, node, { kind: "try", id: node.id, body, handler, finally: [] });
}
