// The structure as wiring looks at it: which scope each node stands in, and which compounds become blocks.
import type {
  Block,
  IfNode,
  LoopNode,
  MapNode,
  NodeId,
  StructureNode,
  TryNode,
  VariableId,
} from "../../runtime/contract/index.js";
import { type Definition, definitionsOf } from "./definition.js";

/** A scope: the outermost, a branch of an `if`, the body of a fan-out or loop, or the body or handler of a `try`. */
export interface Scope {
  readonly parent: Scope | null;
  readonly depth: number;
  readonly entry:
    | { readonly kind: "root" }
    | { readonly kind: "branch"; readonly node: IfNode; readonly holds: boolean }
    | { readonly kind: "body"; readonly node: MapNode }
    | { readonly kind: "round"; readonly node: LoopNode }
    | { readonly kind: "attempt"; readonly node: TryNode }
    | { readonly kind: "handler"; readonly node: TryNode };
  /** The fan-outs of the wiring that it stands in, outermost first. */
  readonly fanOuts: readonly NodeId[];
  /** The length of its index paths: fan-outs and loops around, blocks or not. */
  readonly positions: number;
  /** The body of the innermost `try` that it stands in or is: what fails here is that try's to judge. */
  readonly domain: Scope | null;
  /** The block that it stands in: one task runs all that is here. */
  readonly block: NodeId | null;
}

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
  /** The nodes that stand directly in a scope. */
  readonly nodesIn: ReadonlyMap<Scope, readonly Place[]>;
  readonly definitions: ReadonlyMap<VariableId, Definition>;
}

/** Scopes and definitions of a structure for an engine that nests fan-outs `fanOutDepth` deep. */
export function scopesOf(structure: Block, parameters: VariableId, fanOutDepth: number): Scopes {
  const root: Scope = {
    parent: null,
    depth: 0,
    entry: { kind: "root" },
    fanOuts: [],
    positions: 0,
    domain: null,
    block: null,
  };
  const places: Place[] = [];
  const nodesIn = new Map<Scope, Place[]>([[root, []]]);
  const definitions = new Map<VariableId, Definition>([[parameters, { kind: "parameter", scope: root }]]);
  const walk = (block: Block, scope: Scope): void => {
    for (const node of block) {
      const inside = scopesInside(node, scope, fanOutDepth);
      const place: Place = { node, scope, inside: inside.map(([inner]) => inner) };
      places.push(place);
      nodesIn.get(scope)?.push(place);
      for (const [inner, nodes] of inside) {
        nodesIn.set(inner, []);
        walk(nodes, inner);
      }
      for (const [variable, definition] of definitionsOf(place)) definitions.set(variable, definition);
    }
  };
  walk(structure, root);
  return { root, places, placeOf: new Map(places.map((place) => [place.node.id, place])), nodesIn, definitions };
}

function scopesInside(node: StructureNode, outer: Scope, fanOutDepth: number): readonly (readonly [Scope, Block])[] {
  const open = (entry: Scope["entry"], more: Partial<Scope> = {}): Scope => ({
    ...outer,
    parent: outer,
    depth: outer.depth + 1,
    entry,
    ...more,
  });
  const repeated = { positions: outer.positions + 1 };
  switch (node.kind) {
    case "if":
      return [
        [open({ kind: "branch", node, holds: true }), node.then],
        [open({ kind: "branch", node, holds: false }), node.otherwise],
      ];
    case "map": {
      const isBlock = outer.block !== null || outer.fanOuts.length >= fanOutDepth;
      const more = isBlock ? { block: outer.block ?? node.id } : { fanOuts: [...outer.fanOuts, node.id] };
      return [[open({ kind: "body", node }, { ...repeated, ...more }), node.body]];
    }
    case "loop":
      return [[open({ kind: "round", node }, { ...repeated, block: outer.block ?? node.id }), node.body]];
    case "try": {
      const attempt: { -readonly [Key in keyof Scope]: Scope[Key] } = open({ kind: "attempt", node });
      attempt.domain = attempt;
      return [
        [attempt, node.body],
        [open({ kind: "handler", node }), node.handler],
      ];
    }
    default:
      return [];
  }
}

/** Whether one task runs this compound whole: an outermost loop, or a fan-out that is nested deeper than the engine can say. */
export function isBlock({ node, scope, inside }: Place): boolean {
  return (node.kind === "loop" || node.kind === "map") && scope.block === null && inside[0]?.block !== null;
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
  while (result.parent && result.entry.kind !== "body" && result.entry.kind !== "round") result = result.parent;
  return result;
}

/** Whether all that stands here runs in every instance of `home`: between the two are only bodies of `try`. */
export function isAlwaysEntered(scope: Scope, home: Scope): boolean {
  let at: Scope | null = scope;
  while (at && at !== home && at.entry.kind === "attempt") at = at.parent;
  return at === home;
}
