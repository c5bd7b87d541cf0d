// What a drawing of a pipeline shows: a tree of compounds with the step calls and throws in them, and who needs whom.
import type { NodeId, StepKind, StepName } from "../../runtime/contract/index.js";

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
  /** Calls whose values it uses from the round before, of a loop around it. */
  readonly carried: readonly NodeId[];
}
export interface GraphThrow {
  readonly kind: "throw";
  readonly id: NodeId;
  /** What is thrown, as the author wrote it. */
  readonly text: string;
  readonly needs: readonly NodeId[];
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
  readonly heading: LoopHeading;
  /** What it begins with, and what decides whether it begins. */
  readonly needs: readonly NodeId[];
  readonly body: readonly GraphItem[];
}
/** `while`, `do` and `for`: the condition as it is asked after a round. `for…of`: its item and list. `for (;;)`: neither. */
export type LoopHeading =
  | { readonly kind: "while"; readonly condition: string }
  | { readonly kind: "each"; readonly item: string; readonly over: string }
  | { readonly kind: "repeat" };
/** A `try` as the author wrote it: where it has a `finally`, its two nodes and the `throw` that follows it are one. */
export interface GraphTry {
  readonly kind: "try";
  readonly id: NodeId;
  readonly body: readonly GraphItem[];
  /** Null: it has no `catch`. */
  readonly handler: readonly GraphItem[] | null;
  readonly finally: readonly GraphItem[];
}
/** Another pipeline, called. */
export interface GraphPipeline {
  readonly kind: "pipeline";
  /** In parentheses: no node has this id. */
  readonly id: NodeId;
  readonly name: string;
  readonly body: readonly GraphItem[];
}
export type GraphCompound = GraphBranch | GraphFanOut | GraphLoop | GraphTry | GraphPipeline;
export type GraphItem = GraphCall | GraphThrow | GraphCompound;
export interface Graph {
  readonly items: readonly GraphItem[];
  readonly result: { readonly text: string; readonly needs: readonly NodeId[] };
}

/** Which part of a compound; of those with one part, `body`. */
export type Side = "then" | "otherwise" | "body" | "handler" | "finally";
type Sides = readonly (readonly [Side, readonly GraphItem[]])[];

/** The parts of a compound, in program order; none of a call or `throw`. */
export function sidesOf(item: GraphItem): Sides {
  switch (item.kind) {
    case "call":
    case "throw":
      return [];
    case "if":
      return [
        ["then", item.then],
        ["otherwise", item.otherwise],
      ];
    case "try":
      return [
        ["body", item.body],
        ["handler", item.handler ?? []],
        ["finally", item.finally],
      ];
    default:
      return [["body", item.body]];
  }
}

/** All items at any depth, in program order. */
export function allOf(items: readonly GraphItem[]): GraphItem[] {
  return items.flatMap((item) => [item, ...sidesOf(item).flatMap(([, inner]) => allOf(inner))]);
}

/** The calls at any depth. */
export function callsIn(items: readonly GraphItem[]): NodeId[] {
  return allOf(items).flatMap((item) => (item.kind === "call" ? [item.id] : []));
}

/** An item with each of its blocks changed. */
export function withBlocks(item: GraphItem, change: (items: readonly GraphItem[]) => readonly GraphItem[]): GraphItem {
  switch (item.kind) {
    case "call":
    case "throw":
      return item;
    case "if":
      // biome-ignore lint/suspicious/noThenProperty: the contract's word; never awaited
      return { ...item, then: change(item.then), otherwise: change(item.otherwise) };
    case "try":
      return { ...item, body: change(item.body), handler: item.handler && change(item.handler), finally: change(item.finally) };
    default:
      return { ...item, body: change(item.body) };
  }
}
