// What stands where in a structure: every variable's definition, every node's place. Made once per plan, in one pass.
import {
  type Block,
  blocksOf,
  type CallNode,
  type Carried,
  type IfNode,
  type Join,
  type LetNode,
  type LoopNode,
  type MapNode,
  type NodeId,
  type Plan,
  type Snapshot,
  type StructureNode,
  type Task,
  type TaskId,
  type TryNode,
  type VariableId,
} from "../contract/index.js";

/** A block, by the way into it. The outermost has no parent. */
export interface Place {
  readonly id: number;
  readonly parent: Place | null;
  /** What opens this block, standing in the parent; null for the outermost. */
  readonly frame: Frame | null;
  /** Fan-outs and loops around, this block's own included: the length of its index paths. */
  readonly depth: number;
}

export type Frame =
  | { readonly kind: "if"; readonly node: IfNode; readonly side: "then" | "otherwise" }
  | { readonly kind: "map"; readonly node: MapNode }
  | { readonly kind: "loop"; readonly node: LoopNode }
  | { readonly kind: "try"; readonly node: TryNode; readonly side: "body" | "handler" };

export type Definition =
  | { readonly kind: "parameters"; readonly place: Place }
  | { readonly kind: "let"; readonly node: LetNode; readonly place: Place }
  | { readonly kind: "call"; readonly node: CallNode; readonly place: Place }
  | { readonly kind: "join"; readonly node: IfNode; readonly join: Join; readonly place: Place }
  /** `place` is the body's. */
  | { readonly kind: "item" | "index"; readonly node: MapNode; readonly place: Place }
  | { readonly kind: "gather"; readonly node: MapNode; readonly place: Place }
  /** `place` is the body's. */
  | { readonly kind: "head"; readonly node: LoopNode; readonly carried: Carried; readonly place: Place }
  | { readonly kind: "carried"; readonly node: LoopNode; readonly carried: Carried; readonly place: Place }
  | { readonly kind: "caught"; readonly node: TryNode; readonly place: Place }
  /** `place` is the handler's. */
  | { readonly kind: "error"; readonly node: TryNode; readonly place: Place }
  | { readonly kind: "snapshot"; readonly node: TryNode; readonly snapshot: Snapshot; readonly place: Place }
  | { readonly kind: "tryJoin"; readonly node: TryNode; readonly join: Join; readonly place: Place };

export interface Table {
  readonly plan: Plan;
  readonly root: Place;
  readonly variables: ReadonlyMap<VariableId, Definition>;
  /** `position` counts in program order. */
  readonly nodes: ReadonlyMap<NodeId, { readonly node: StructureNode; readonly place: Place; readonly position: number }>;
  /** The place of each map's, loop's or try's body, by its node. */
  readonly bodies: ReadonlyMap<NodeId, Place>;
  /** The two sides of each `if`. */
  readonly sides: ReadonlyMap<NodeId, readonly { readonly place: Place; readonly block: Block }[]>;
  /** Nodes that are a `throw` or hold one that no `try` in them judges. */
  readonly throwing: ReadonlySet<NodeId>;
  readonly tasks: ReadonlyMap<TaskId, Task>;
  /** The gate of a try, by the try; none where it stands in a block of one task. */
  readonly gates: ReadonlyMap<NodeId, Task>;
}

/** Makes the table of a plan. */
export function tableOf(plan: Plan): Table {
  const variables = new Map<VariableId, Definition>();
  const nodes = new Map<NodeId, { node: StructureNode; place: Place; position: number }>();
  const bodies = new Map<NodeId, Place>();
  const sides = new Map<NodeId, { place: Place; block: Block }[]>();
  const throwing = new Set<NodeId>();
  let places = 0;
  const open = (parent: Place | null, frame: Frame | null): Place => {
    const indexed = frame?.kind === "map" || frame?.kind === "loop";
    return { id: places++, parent, frame, depth: (parent?.depth ?? 0) + (indexed ? 1 : 0) };
  };
  /** The places of a node's blocks, in the order of `blocksOf`. */
  const openAll = (node: StructureNode, place: Place): readonly Place[] => {
    switch (node.kind) {
      case "if":
        return [open(place, { kind: "if", node, side: "then" }), open(place, { kind: "if", node, side: "otherwise" })];
      case "map":
        return [open(place, { kind: "map", node })];
      case "loop":
        return [open(place, { kind: "loop", node })];
      case "try":
        return [open(place, { kind: "try", node, side: "body" }), open(place, { kind: "try", node, side: "handler" })];
      default:
        return [];
    }
  };
  const enter = (block: Block, place: Place): void => {
    for (const node of block) {
      nodes.set(node.id, { node, place, position: nodes.size });
      const inner = openAll(node, place);
      for (const [variable, definition] of definitionsOf(node, place, inner)) variables.set(variable, definition);
      const blocks = blocksOf(node).map(({ block: part }, position) => ({ block: part, place: inner[position] as Place }));
      if (node.kind === "if") sides.set(node.id, blocks);
      else if (inner[0]) bodies.set(node.id, inner[0]);
      for (const part of blocks) {
        enter(part.block, part.place);
        const { frame } = part.place;
        const judged = frame?.kind === "try" && frame.side === "body";
        if (!judged && part.block.some((one) => throwing.has(one.id))) throwing.add(node.id);
      }
      if (node.kind === "throw") throwing.add(node.id);
    }
  };
  const root = open(null, null);
  variables.set(plan.parameters.variable, { kind: "parameters", place: root });
  enter(plan.structure, root);
  const tasks = new Map(plan.wiring.tasks.map((task) => [task.id, task]));
  const gates = new Map(plan.wiring.tasks.flatMap((task) => (task.catches === undefined ? [] : [[task.catches, task]])));
  return { plan, root, variables, nodes, bodies, sides, throwing, tasks, gates };
}

/** The variables that a node defines; `inner` are the places of its blocks. */
function definitionsOf(
  node: StructureNode,
  place: Place,
  inner: readonly Place[],
): readonly (readonly [VariableId, Definition])[] {
  const [body = place, handler = place] = inner;
  switch (node.kind) {
    case "let":
      return [[node.out, { kind: "let", node, place }]];
    case "call":
      return [[node.out, { kind: "call", node, place }]];
    case "throw":
      return [];
    case "if":
      return node.joins.map((join) => [join.out, { kind: "join", node, join, place }]);
    case "map":
      return [
        [node.item, { kind: "item", node, place: body }],
        [node.index, { kind: "index", node, place: body }],
        [node.out, { kind: "gather", node, place }],
      ];
    case "loop":
      return node.carried.flatMap((carried): [VariableId, Definition][] => [
        [carried.head, { kind: "head", node, carried, place: body }],
        [carried.out, { kind: "carried", node, carried, place }],
      ]);
    case "try":
      return [
        [node.caught, { kind: "caught", node, place }],
        [node.error, { kind: "error", node, place: handler }],
        ...node.snapshots.map((snapshot): [VariableId, Definition] => [
          snapshot.out,
          { kind: "snapshot", node, snapshot, place: handler },
        ]),
        ...node.joins.map((join): [VariableId, Definition] => [join.out, { kind: "tryJoin", node, join, place }]),
      ];
  }
}

/** The places from `place` outwards, itself first. */
export function* outwards(place: Place): Generator<Place> {
  for (let at: Place | null = place; at; at = at.parent) yield at;
}

/** Whether a block stands in another, or is it. */
export function standsIn(place: Place, outer: Place): boolean {
  for (const at of outwards(place)) if (at.id === outer.id) return true;
  return false;
}
