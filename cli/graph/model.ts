// What a drawing of a pipeline shows: a tree of scopes with the step calls in them, and who needs whom.
import type { Pipeline } from "../../compiler/ir/index.js";
import type { Block, Expression, NodeId, StepKind, StepName, StructureNode, VariableId } from "../../runtime/contract/index.js";
import { usesOf } from "../../runtime/contract/index.js";
import { textOf } from "./expression.js";

export interface GraphCall {
  readonly kind: "call";
  readonly id: NodeId;
  readonly step: StepName;
  readonly stepKind: StepKind;
  readonly effect: boolean;
  /** Calls whose values its arguments use, in program order. */
  readonly needs: readonly NodeId[];
  /** Calls that it waits for only to keep the order of effects, those that its needs imply left out. */
  readonly after: readonly NodeId[];
}
export interface GraphBranch {
  readonly kind: "if";
  readonly id: NodeId;
  readonly condition: string;
  readonly needs: readonly NodeId[];
  readonly then: readonly GraphItem[];
  readonly otherwise: readonly GraphItem[];
}
export interface GraphFanOut {
  readonly kind: "map";
  readonly id: NodeId;
  readonly item: string;
  readonly over: string;
  readonly needs: readonly NodeId[];
  readonly body: readonly GraphItem[];
}
export interface GraphLoop {
  readonly kind: "loop";
  readonly id: NodeId;
  /** The condition of another round. */
  readonly again: string;
  readonly needs: readonly NodeId[];
  readonly body: readonly GraphItem[];
}
export interface GraphTry {
  readonly kind: "try";
  readonly id: NodeId;
  /** The author's name for the error. */
  readonly error: string;
  readonly body: readonly GraphItem[];
  readonly handler: readonly GraphItem[];
}
export interface GraphThrow {
  readonly kind: "throw";
  readonly id: NodeId;
  readonly text: string;
  readonly needs: readonly NodeId[];
}
export type GraphCompound = GraphBranch | GraphFanOut | GraphLoop | GraphTry;
export type GraphItem = GraphCall | GraphThrow | GraphCompound;
export interface Graph {
  readonly items: readonly GraphItem[];
  readonly result: { readonly text: string; readonly needs: readonly NodeId[] };
}

/** The blocks of an item, in order; a branch and a try have two. */
export function blocksIn(item: GraphItem): readonly (readonly GraphItem[])[] {
  switch (item.kind) {
    case "if":
      return [item.then, item.otherwise];
    case "map":
    case "loop":
      return [item.body];
    case "try":
      return [item.body, item.handler];
    default:
      return [];
  }
}

/** Derives a pipeline's drawing from its structure. Compounds without calls and throws are left out. */
export function graphOf(pipeline: Pipeline): Graph {
  const producers = new Map<VariableId, readonly NodeId[]>();
  const inside = new Map<NodeId, readonly NodeId[]>();
  const ancestors = new Map<NodeId, Set<NodeId>>();
  const needsOf = (...expressions: readonly Expression[]): NodeId[] => [
    ...new Set(expressions.flatMap(usesOf).flatMap((variable) => producers.get(variable) ?? [])),
  ];
  const bind = (variable: VariableId, needs: readonly NodeId[]): void => void producers.set(variable, needs);
  const union = (lists: readonly (readonly NodeId[])[]): NodeId[] => [...new Set(lists.flat())];
  const above = (ids: readonly NodeId[]): Set<NodeId> => new Set(ids.flatMap((id) => [id, ...(ancestors.get(id) ?? [])]));

  const block = (nodes: Block, around: readonly NodeId[]): GraphItem[] => nodes.flatMap((node) => item(node, around));
  const callsIn = (items: readonly GraphItem[]): NodeId[] =>
    items.flatMap((of) => (of.kind === "call" ? [of.id] : blocksIn(of).flatMap(callsIn)));
  const isEmpty = (items: readonly GraphItem[]): boolean =>
    items.every((of) => of.kind !== "call" && of.kind !== "throw" && blocksIn(of).every(isEmpty));
  const compound = (node: StructureNode, of: GraphCompound): GraphItem[] => {
    inside.set(node.id, callsIn([of]));
    return isEmpty([of]) ? [] : [of];
  };

  const item = (node: StructureNode, around: readonly NodeId[]): GraphItem[] => {
    switch (node.kind) {
      case "let":
        bind(node.out, needsOf(node.value));
        inside.set(node.id, needsOf(node.value));
        return [];
      case "call": {
        const needs = needsOf(node.arguments);
        bind(node.out, [node.id]);
        inside.set(node.id, [node.id]);
        const implied = above([...needs, ...around]);
        const order = union(node.after.map((id) => inside.get(id) ?? [])).filter((id) => !implied.has(id));
        const covered = above(order.flatMap((id) => [...(ancestors.get(id) ?? [])]));
        ancestors.set(node.id, above([...needs, ...around, ...order]));
        const step = pipeline.steps.get(node.step);
        const after = order.filter((id) => !covered.has(id));
        return [
          {
            kind: "call",
            id: node.id,
            step: node.step,
            stepKind: step?.kind ?? "step",
            effect: step?.effect ?? false,
            needs,
            after,
          },
        ];
      }
      case "if": {
        const needs = needsOf(node.condition);
        const then = block(node.then, [...around, ...needs]);
        const otherwise = block(node.otherwise, [...around, ...needs]);
        for (const join of node.joins) bind(join.out, union([needs, needsOf(join.then, join.otherwise)]));
        return compound(node, { kind: "if", id: node.id, condition: textOf(node.condition, pipeline), needs, then, otherwise });
      }
      case "map": {
        const needs = needsOf(node.over);
        bind(node.item, needs);
        bind(node.index, []);
        const body = block(node.body, [...around, ...needs]);
        // What gathers needs the list too; the arrows of the body say so.
        const gathered = needsOf(node.result);
        bind(node.out, gathered.length > 0 ? gathered : needs);
        const name = pipeline.names.get(node.item) ?? "item";
        return compound(node, { kind: "map", id: node.id, item: name, over: textOf(node.over, pipeline), needs, body });
      }
      case "throw": {
        const needs = needsOf(node.value);
        inside.set(node.id, needs);
        return [{ kind: "throw", id: node.id, text: textOf(node.value, pipeline), needs }];
      }
      case "loop": {
        const needs = needsOf(...node.carried.map(({ init }) => init));
        for (const { head, init } of node.carried) bind(head, needsOf(init));
        const body = block(node.body, [...around, ...needs]);
        for (const { out, next } of node.carried) bind(out, needsOf(next));
        return compound(node, { kind: "loop", id: node.id, again: textOf(node.again, pipeline), needs, body });
      }
      case "try": {
        const body = block(node.body, around);
        const before = callsIn(body);
        bind(node.error, before);
        for (const { out, before: first, at } of node.snapshots) bind(out, needsOf(first, ...at.map(({ value }) => value)));
        const handler = block(node.handler, [...around, ...before]);
        bind(node.caught, before);
        for (const join of node.joins) bind(join.out, needsOf(join.then, join.otherwise));
        const error = pipeline.names.get(node.error) ?? "error";
        return compound(node, { kind: "try", id: node.id, error, body, handler });
      }
    }
  };
  const items = block(pipeline.structure, []);
  return { items, result: { text: textOf(pipeline.result, pipeline), needs: needsOf(pipeline.result) } };
}
