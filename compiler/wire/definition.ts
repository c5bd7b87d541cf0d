// What each variable of the structure is, and the scope in which it can be read.
import type {
  CallNode,
  Carried,
  IfNode,
  Join,
  LetNode,
  LoopNode,
  MapNode,
  Snapshot,
  TryNode,
  VariableId,
} from "../../runtime/contract/index.js";
import type { Place, Scope, Scopes } from "./scope.js";

export type Definition = { readonly scope: Scope } & (
  | { readonly kind: "parameter" }
  | { readonly kind: "let"; readonly node: LetNode }
  | { readonly kind: "call"; readonly node: CallNode }
  /** Of a fan-out: its element or its position. */
  | { readonly kind: "item"; readonly node: MapNode }
  | { readonly kind: "gather"; readonly node: MapNode; readonly body: Scope }
  | { readonly kind: "join"; readonly node: IfNode; readonly join: Join; readonly then: Scope; readonly otherwise: Scope }
  /** Of a loop: a carried value where a round begins, and after the last. */
  | { readonly kind: "head"; readonly node: LoopNode; readonly carried: Carried }
  | { readonly kind: "carried"; readonly node: LoopNode; readonly carried: Carried; readonly body: Scope }
  /** Of a `try`: the error, whether one was caught, a variable as it was at the failing point, a value after it. */
  | { readonly kind: "error"; readonly node: TryNode }
  | { readonly kind: "caught"; readonly node: TryNode }
  | { readonly kind: "snapshot"; readonly node: TryNode; readonly snapshot: Snapshot; readonly attempt: Scope }
  | {
      readonly kind: "outcome";
      readonly node: TryNode;
      readonly join: Join;
      readonly attempt: Scope;
      readonly handler: Scope;
    }
);

/** The variables that a node defines. */
export function definitionsOf({ node, scope, inside }: Place): readonly (readonly [VariableId, Definition])[] {
  const [first, second] = inside as readonly [Scope, Scope];
  switch (node.kind) {
    case "let":
      return [[node.out, { kind: "let", scope, node }]];
    case "call":
      return [[node.out, { kind: "call", scope, node }]];
    case "throw":
      return [];
    case "if":
      // biome-ignore lint/suspicious/noThenProperty: the contract's word; never awaited
      return node.joins.map((join) => [join.out, { kind: "join", scope, node, join, then: first, otherwise: second }]);
    case "map":
      return [
        [node.item, { kind: "item", scope: first, node }],
        [node.index, { kind: "item", scope: first, node }],
        [node.out, { kind: "gather", scope, node, body: first }],
      ];
    case "loop":
      return node.carried.flatMap((carried) => [
        [carried.head, { kind: "head", scope: first, node, carried }] as const,
        [carried.out, { kind: "carried", scope, node, carried, body: first }] as const,
      ]);
    case "try":
      return [
        [node.error, { kind: "error", scope: second, node }],
        [node.caught, { kind: "caught", scope, node }],
        ...node.snapshots.map(
          (snapshot) => [snapshot.out, { kind: "snapshot", scope: second, node, snapshot, attempt: first }] as const,
        ),
        ...node.joins.map((join) => [join.out, { kind: "outcome", scope, node, join, attempt: first, handler: second }] as const),
      ];
  }
}

/** The definition of a variable; an unknown one is a bug in lowering. */
export function definitionOf(scopes: Scopes, variable: VariableId): Definition {
  const definition = scopes.definitions.get(variable);
  if (!definition) throw new Error(`the structure uses "${variable}", which it does not define`);
  return definition;
}
