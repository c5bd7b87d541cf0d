// `while`, `do`, and `for (;;)` whose course is known only at run time.
import type { ts } from "ts-morph";
import type { Expression } from "../../../runtime/contract/index.js";
import { lowerBranch } from "../branch.js";
import { type Condition, lowerCondition } from "../expressions/conditional.js";
import type { Frame } from "../frame.js";
import { continueAfter, lowerStatement } from "./index.js";
import { type LoopExits, lowerLoop } from "./loop.js";

export function lowerWhile(frame: Frame, node: ts.WhileStatement): void {
  lowerLoop(frame, {
    node,
    round: (inner, exits) => whileHolds(inner, node.expression, exits, node, (at) => lowerRound(at, node.statement, exits)),
  });
}

export function lowerDo(frame: Frame, node: ts.DoStatement): void {
  lowerLoop(frame, {
    node,
    round: (inner, exits) => {
      lowerRound(inner, node.statement, exits);
      continueAfter(inner, {
        effect: () => frame.context.facts.hasEffects(node.expression),
        source: node.expression,
        lower: (at) => whileHolds(at, node.expression, exits, node, () => undefined),
      });
    },
  });
}

/** Lowers the body; what follows it in the round is reached by `continue` too. */
export function lowerRound(frame: Frame, body: ts.Statement, exits: LoopExits): void {
  lowerStatement(frame, body);
  exits.resume(frame);
}

/** Goes on if the condition holds, else leaves the loop. */
export function whileHolds(
  frame: Frame,
  expression: ts.Expression | Expression,
  exits: LoopExits,
  node: ts.IterationStatement,
  lower: (frame: Frame) => void,
): void {
  const isWritten = typeof expression.kind !== "string";
  const condition: Condition = isWritten
    ? lowerCondition(frame, expression as ts.Expression)
    : { expression: expression as Expression, broken: false };
  if ("known" in condition) {
    if (condition.known) lower(frame);
    else exits.leave(frame);
    return;
  }
  if (condition.broken) {
    exits.leave(frame);
    return;
  }
  lowerBranch(frame, {
    condition: condition.expression,
    effect: frame.context.facts.hasEffects(node.statement),
    source: isWritten ? (expression as ts.Expression) : node,
    whenTrue: (inner) => {
      lower(inner);
      return undefined;
    },
    whenFalse: (inner) => {
      exits.leave(inner);
      return undefined;
    },
  });
}
