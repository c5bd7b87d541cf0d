// The structure as wiring looks at it: which scope each node stands in, and what each variable is.
import type {
  Block,
  CallNode,
  IfNode,
  Join,
  LetNode,
  MapNode,
  NodeId,
  StructureNode,
  VariableId,
} from "../../runtime/contract/index.js";

/** A block: the outermost, a branch of an `if`, or the body of a fan-out. */
export interface Scope {
  readonly parent: Scope | null;
  readonly depth: number;
  readonly entry:
    | { readonly kind: "root" }
    | { readonly kind: "branch"; readonly node: IfNode; readonly holds: boolean }
    | { readonly kind: "body"; readonly node: MapNode };
  /** The fan-outs that it stands in, outermost first. */
  readonly fanOuts: readonly NodeId[];
}

export type Definition =
  | { readonly kind: "parameter"; readonly scope: Scope }
  | { readonly kind: "let"; readonly scope: Scope; readonly node: LetNode }
  | { readonly kind: "call"; readonly scope: Scope; readonly node: CallNode }
  | { readonly kind: "item"; readonly scope: Scope; readonly node: MapNode }
  | { readonly kind: "gather"; readonly scope: Scope; readonly node: MapNode; readonly body: Scope }
  | {
      readonly kind: "join";
      readonly scope: Scope;
      readonly node: IfNode;
      readonly join: Join;
      readonly then: Scope;
      readonly otherwise: Scope;
    };

/** A node with its scope and, where it is a compound, the scopes inside it. */
export interface Place {
  readonly node: StructureNode;
  readonly scope: Scope;
  readonly inside: readonly Scope[];
}

export interface Scopes {
  readonly root: Scope;
  /** In program order. */
  readonly places: readonly Place[];
  readonly placeOf: ReadonlyMap<NodeId, Place>;
  readonly definitions: ReadonlyMap<VariableId, Definition>;
}

/** Scopes and definitions of a structure. Loops and `try` are not lowered yet: meeting one is a bug. */
export function scopesOf(structure: Block, parameters: VariableId): Scopes {
  const root: Scope = { parent: null, depth: 0, entry: { kind: "root" }, fanOuts: [] };
  const places: Place[] = [];
  const definitions = new Map<VariableId, Definition>([[parameters, { kind: "parameter", scope: root }]]);
  const walk = (block: Block, scope: Scope): void => {
    for (const node of block) {
      switch (node.kind) {
        case "let":
          definitions.set(node.out, { kind: "let", scope, node });
          places.push({ node, scope, inside: [] });
          break;
        case "call":
          definitions.set(node.out, { kind: "call", scope, node });
          places.push({ node, scope, inside: [] });
          break;
        case "throw":
          places.push({ node, scope, inside: [] });
          break;
        case "if": {
          const [then, otherwise] = [branch(scope, node, true), branch(scope, node, false)];
          places.push({ node, scope, inside: [then, otherwise] });
          walk(node.then, then);
          walk(node.otherwise, otherwise);
          for (const join of node.joins) definitions.set(join.out, { kind: "join", scope, node, join, then, otherwise });
          break;
        }
        case "map": {
          const body: Scope = {
            parent: scope,
            depth: scope.depth + 1,
            entry: { kind: "body", node },
            fanOuts: [...scope.fanOuts, node.id],
          };
          places.push({ node, scope, inside: [body] });
          definitions.set(node.item, { kind: "item", scope: body, node });
          definitions.set(node.index, { kind: "item", scope: body, node });
          walk(node.body, body);
          definitions.set(node.out, { kind: "gather", scope, node, body });
          break;
        }
        default:
          throw new Error(`wire met "${node.kind}" (${node.id}), which lowering does not make`);
      }
    }
  };
  walk(structure, root);
  return { root, places, placeOf: new Map(places.map((place) => [place.node.id, place])), definitions };
}

function branch(parent: Scope, node: IfNode, holds: boolean): Scope {
  return { parent, depth: parent.depth + 1, entry: { kind: "branch", node, holds }, fanOuts: parent.fanOuts };
}

/** Whether `inner` is `outer` or stands in it. */
export function encloses(outer: Scope, inner: Scope): boolean {
  let scope: Scope | null = inner;
  while (scope && scope.depth > outer.depth) scope = scope.parent;
  return scope === outer;
}

/** The body of the innermost fan-out around a scope, or the outermost block: what runs there always runs in its instances. */
export function instanceScopeOf(scope: Scope): Scope {
  let result = scope;
  while (result.parent && result.entry.kind === "branch") result = result.parent;
  return result;
}
