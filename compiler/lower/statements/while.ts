// `while`, `do`, and `for (;;)` whose course is known only at run time. A condition without steps is asked before the first round and at the
// end of each, so that there are as many rounds as the body runs; one with steps at the beginning of each.
import type { ts } from "ts-morph";
import type { Expression } from "../../../runtime/contract/index.js";
import { lowerBranch } from "../branch.js";
import { type Condition, lowerCondition } from "../expressions/conditional.js";
import type { Frame } from "../frame.js";
import { continueAfter, lowerStatement } from "./index.js";
import { type LoopExits, type LoopRequest, lowerLoop } from "./loop.js";

export function lowerWhile(frame: Frame, node: ts.WhileStatement): void {
  lowerConditional(frame, { node, condition: written(node.expression), steps: hasSteps(frame, node.expression) });
}

export function lowerDo(frame: Frame, node: ts.DoStatement): void {
  lowerLoop(frame, { node, round: (inner, exits) => roundThenAsk(inner, exits, { node, condition: written(node.expression) }) });
}

export interface ConditionalLoop extends Pick<LoopRequest, "node" | "own"> {
  /** Lowers the condition; undefined: it always holds. */
  readonly condition: ((frame: Frame) => Condition) | undefined;
  /** Of the first round, where that is another one. */
  readonly first?: (frame: Frame) => Condition;
  /** It calls steps. */
  readonly steps?: boolean;
  /** Before the body of each round. */
  readonly begin?: (frame: Frame) => void;
  /** After the body, also where it was left by `continue`. */
  readonly step?: ((frame: Frame) => void) | undefined;
}

const hasSteps = (frame: Frame, node: ts.Expression): boolean => frame.context.facts.hasSteps(node);

/** A condition of the author's. */
export function written(node: ts.Expression): (frame: Frame) => Condition {
  return (frame) => lowerCondition(frame, node);
}

/** A loop that is entered only if its condition holds. */
export function lowerConditional(frame: Frame, loop: ConditionalLoop): void {
  const { node, condition, own } = loop;
  const request = (round: LoopRequest["round"]): LoopRequest => ({ node, round, ...(own ? { own } : {}) });
  if (condition && loop.steps) {
    lowerLoop(
      frame,
      request((inner, exits) => ifHolds(inner, condition(inner), loop, (at) => lowerRound(at, exits, loop), exits.leave)),
    );
    return;
  }
  const rounds = (at: Frame): void =>
    lowerLoop(
      at,
      request((inner, exits) => roundThenAsk(inner, exits, loop)),
    );
  const first = loop.first ?? condition;
  if (first) ifHolds(frame, first(frame), loop, rounds, () => undefined);
  else rounds(frame);
}

function roundThenAsk(frame: Frame, exits: LoopExits, loop: ConditionalLoop): void {
  lowerRound(frame, exits, loop);
  const { condition, node } = loop;
  if (!condition) return;
  continueAfter(frame, {
    effect: () => loop.steps === true,
    source: node,
    lower: (at) => ifHolds(at, condition(at), loop, () => undefined, exits.leave),
  });
}

function lowerRound(frame: Frame, exits: LoopExits, { node, begin, step }: ConditionalLoop): void {
  begin?.(frame);
  lowerStatement(frame, node.statement);
  exits.resume(frame);
  if (step) continueAfter(frame, { effect: () => false, source: node, lower: step });
}

function ifHolds(
  frame: Frame,
  condition: Condition,
  { node }: ConditionalLoop,
  lower: (frame: Frame) => void,
  otherwise: (frame: Frame) => void,
): void {
  if ("known" in condition) {
    (condition.known ? lower : otherwise)(frame);
    return;
  }
  if (condition.broken) {
    otherwise(frame);
    return;
  }
  lowerBranch(frame, {
    condition: condition.expression,
    effect: frame.context.facts.hasEffects(node),
    source: node,
    whenTrue: (inner) => {
      lower(inner);
      return undefined;
    },
    whenFalse: (inner) => {
      otherwise(inner);
      return undefined;
    },
  });
}

/** A condition that lowering makes itself. */
export const made = (expression: Expression): Condition => ({ expression, broken: false });
