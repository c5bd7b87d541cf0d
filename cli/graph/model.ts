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
export type GraphItem = GraphCall | GraphBranch | GraphFanOut;
export interface Graph {
  readonly items: readonly GraphItem[];
  readonly result: { readonly text: string; readonly needs: readonly NodeId[] };
}

/** Derives a pipeline's drawing from its structure. Compounds without calls are left out. */
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
    items.flatMap((of) =>
      of.kind === "call" ? [of.id] : of.kind === "if" ? callsIn([...of.then, ...of.otherwise]) : callsIn(of.body),
    );
  const compound = (node: StructureNode, of: GraphBranch | GraphFanOut): GraphItem[] => {
    const calls = callsIn([of]);
    inside.set(node.id, calls);
    return calls.length === 0 ? [] : [of];
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
      case "throw":
      case "loop":
      case "try":
        throw new Error(`a "${node.kind}" cannot be drawn yet`);
    }
  };
  const items = block(pipeline.structure, []);
  return { items, result: { text: textOf(pipeline.result, pipeline), needs: needsOf(pipeline.result) } };
}
