// The structure of a pipeline: nested blocks in single-assignment form. Lowering makes it, the interpreter reads it,
// wiring flattens it. `let`, early exits, `break` and `finally` have become joins before they arrive here.
import type { Expression } from "./expression.js";
import type { NodeId, StepName, VariableId } from "./ids.js";

/** Nodes in program order. Order of execution follows from values and from `after`, not from the position. */
export type Block = readonly StructureNode[];

interface NodeBase {
  readonly id: NodeId;
  /**
   * Effect order: nodes of the same or an enclosing block that must have ended without failure before this one starts.
   * May name compounds (then everything inside them) and lets (then their expression must not have thrown).
   */
  readonly after: readonly NodeId[];
}

/** A named expression. */
export interface LetNode extends NodeBase {
  readonly kind: "let";
  readonly out: VariableId;
  readonly value: Expression;
}

/** A step call. `arguments` evaluates to the array of arguments; `list` for all but exotic spreads. */
export interface CallNode extends NodeBase {
  readonly kind: "call";
  readonly out: VariableId;
  readonly step: StepName;
  readonly arguments: Expression;
}

/** `throw`: where its block is entered, it throws what `value` evaluates to, an Error. */
export interface ThrowNode extends NodeBase {
  readonly kind: "throw";
  readonly value: Expression;
}

/** One value after a branch: `out` is `then` if the condition held, else `otherwise`; each side reads its own block's variables. */
export interface Join {
  readonly out: VariableId;
  readonly then: Expression;
  readonly otherwise: Expression;
}

export interface IfNode extends NodeBase {
  readonly kind: "if";
  /** JavaScript truthiness decides. */
  readonly condition: Expression;
  readonly then: Block;
  readonly otherwise: Block;
  readonly joins: readonly Join[];
}

/** A fan-out: `body` once per element of `over`, gathered in item order into `out`. */
export interface MapNode extends NodeBase {
  readonly kind: "map";
  readonly over: Expression;
  readonly item: VariableId;
  readonly index: VariableId;
  readonly body: Block;
  readonly result: Expression;
  readonly out: VariableId;
}

/** A value carried round a loop: `head` is `init` at first, then the last round's `next`; `out` is `next` when it ends. */
export interface Carried {
  readonly head: VariableId;
  readonly init: Expression;
  readonly next: Expression;
  readonly out: VariableId;
}

/**
 * A loop at run time: `body`, then again while `again` (over variables of the body) is truthy. Rounds count from 0 and are a
 * position in the index paths of what stands in the body. A round begins only when the one before has ended without trouble.
 */
export interface LoopNode extends NodeBase {
  readonly kind: "loop";
  readonly carried: readonly Carried[];
  readonly body: Block;
  readonly again: Expression;
}

/**
 * `try`: `handler` is entered if something in `body` failed for good or threw, and what `body` needs from outside did not. The
 * caught failure is the first in program order; items of a fan-out, and rounds, one after another.
 */
export interface TryNode extends NodeBase {
  readonly kind: "try";
  readonly body: Block;
  readonly handler: Block;
  /** In the handler: the caught error, an Error with the name and message of what was thrown. */
  readonly error: VariableId;
  /** In the block that holds the try: whether the handler was entered, a boolean. */
  readonly caught: VariableId;
  readonly snapshots: readonly Snapshot[];
  /** As in an `if`: `then` is the body's value, over its variables, `otherwise` the handler's. Only one of them is read. */
  readonly joins: readonly Join[];
}

/** A variable of the author's as it was when the body of a `try` failed. */
export interface Snapshot {
  /** In the handler. */
  readonly out: VariableId;
  /** The value where the try began, over variables of the block that holds it. */
  readonly before: Expression;
  /**
   * The value where a node of the body began, over variables of the block that holds that node. It counts for the failing node, else
   * for the nearest node around that is listed; else `before`.
   */
  readonly at: readonly { readonly node: NodeId; readonly value: Expression }[];
}

export type StructureNode = LetNode | CallNode | ThrowNode | IfNode | MapNode | LoopNode | TryNode;

/** The blocks of a node, each with the depth that it adds to index paths. */
export function blocksOf(node: StructureNode): readonly { readonly block: Block; readonly indexed: boolean }[] {
  switch (node.kind) {
    case "if":
      return [
        { block: node.then, indexed: false },
        { block: node.otherwise, indexed: false },
      ];
    case "map":
    case "loop":
      return [{ block: node.body, indexed: true }];
    case "try":
      return [
        { block: node.body, indexed: false },
        { block: node.handler, indexed: false },
      ];
    default:
      return [];
  }
}
