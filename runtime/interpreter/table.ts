// What stands where in a structure: every variable's definition, every node's place. Made once per plan, in one pass.
import type {
  Block,
  CallNode,
  IfNode,
  Join,
  LetNode,
  MapNode,
  NodeId,
  Plan,
  StructureNode,
  Task,
  TaskId,
  VariableId,
} from "../contract/index.js";

/** A block, by the way into it. The outermost has no parent. */
export interface Place {
  readonly id: number;
  readonly parent: Place | null;
  /** What opens this block, standing in the parent; null for the outermost. */
  readonly frame: Frame | null;
  /** Fan-outs around, this block's own included: the length of its index paths. */
  readonly depth: number;
}

export type Frame =
  | { readonly kind: "if"; readonly node: IfNode; readonly side: "then" | "otherwise" }
  | { readonly kind: "map"; readonly node: MapNode };

export type Definition =
  | { readonly kind: "parameters"; readonly place: Place }
  | { readonly kind: "let"; readonly node: LetNode; readonly place: Place }
  | { readonly kind: "call"; readonly node: CallNode; readonly place: Place }
  | { readonly kind: "join"; readonly node: IfNode; readonly join: Join; readonly place: Place }
  /** `place` is the body's. */
  | { readonly kind: "item" | "index"; readonly node: MapNode; readonly place: Place }
  | { readonly kind: "gather"; readonly node: MapNode; readonly place: Place };

export interface Table {
  readonly plan: Plan;
  readonly root: Place;
  readonly variables: ReadonlyMap<VariableId, Definition>;
  readonly nodes: ReadonlyMap<NodeId, { readonly node: StructureNode; readonly place: Place }>;
  /** The place of each map's body, by the map. */
  readonly bodies: ReadonlyMap<NodeId, Place>;
  readonly tasks: ReadonlyMap<TaskId, Task>;
}

/** Makes the table of a plan. Throws where the structure holds what this version does not run. */
export function tableOf(plan: Plan): Table {
  const variables = new Map<VariableId, Definition>();
  const nodes = new Map<NodeId, { node: StructureNode; place: Place }>();
  const bodies = new Map<NodeId, Place>();
  let places = 0;
  const open = (parent: Place | null, frame: Frame | null): Place => ({
    id: places++,
    parent,
    frame,
    depth: (parent?.depth ?? 0) + (frame?.kind === "map" ? 1 : 0),
  });
  const enter = (block: Block, place: Place): void => {
    for (const node of block) {
      nodes.set(node.id, { node, place });
      switch (node.kind) {
        case "let":
          variables.set(node.out, { kind: "let", node, place });
          break;
        case "call":
          variables.set(node.out, { kind: "call", node, place });
          break;
        case "if":
          enter(node.then, open(place, { kind: "if", node, side: "then" }));
          enter(node.otherwise, open(place, { kind: "if", node, side: "otherwise" }));
          for (const join of node.joins) variables.set(join.out, { kind: "join", node, join, place });
          break;
        case "map": {
          const body = open(place, { kind: "map", node });
          bodies.set(node.id, body);
          variables.set(node.item, { kind: "item", node, place: body });
          variables.set(node.index, { kind: "index", node, place: body });
          enter(node.body, body);
          variables.set(node.out, { kind: "gather", node, place });
          break;
        }
        case "throw":
        case "loop":
        case "try":
          throw new Error(`zenc: this version does not run "${node.kind}" ("${node.id}").`);
      }
    }
  };
  const root = open(null, null);
  variables.set(plan.parameters.variable, { kind: "parameters", place: root });
  enter(plan.structure, root);
  return { plan, root, variables, nodes, bodies, tasks: new Map(plan.wiring.tasks.map((task) => [task.id, task])) };
}
