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

/** `throw`: fails the run with the error that `value` evaluates to. (Lowered from the next issue on.) */
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

/** A loop at run time: `body`, then again while `again` holds. (Lowered from the next issue on.) */
export interface LoopNode extends NodeBase {
  readonly kind: "loop";
  readonly carried: readonly Carried[];
  readonly body: Block;
  readonly again: Expression;
}

/** `try`: `handler` runs with `error` if something in `body` failed for good. (Lowered from the next issue on.) */
export interface TryNode extends NodeBase {
  readonly kind: "try";
  readonly body: Block;
  readonly handler: Block;
  readonly error: VariableId;
  /** As in an `if`: `then` is the body's value, `otherwise` the handler's. */
  readonly joins: readonly Join[];
}

export type StructureNode = LetNode | CallNode | ThrowNode | IfNode | MapNode | LoopNode | TryNode;
