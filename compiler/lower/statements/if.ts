// `if`: folded on what is known, else a branch.
import type { ts } from "ts-morph";
import { lowerBranch } from "../branch.js";
import { exitOf } from "../exits.js";
import { lowerCondition } from "../expressions/conditional.js";
import type { Frame } from "../frame.js";
import { continueAfter, lowerStatement, type Rest } from "./index.js";

/** True if the rest of the statements was lowered too: where exactly one side surely leaves, it stands in the other. */
export function lowerIf(frame: Frame, node: ts.IfStatement, rest: Rest | undefined): boolean {
  const condition = lowerCondition(frame, node.expression);
  if ("known" in condition) {
    const side = condition.known ? node.thenStatement : node.elseStatement;
    if (side) lowerStatement(frame, side);
    return false;
  }
  const { facts } = frame.context;
  let sunk = false;
  lowerBranch(frame, {
    condition: condition.expression,
    effect: facts.hasEffects(node) || ((facts.hasExits(node) || facts.hasThrows(node)) && rest?.effect() === true),
    source: node,
    whenTrue: (inner) => {
      lowerStatement(inner, node.thenStatement);
      return undefined;
    },
    whenFalse: (inner) => {
      if (node.elseStatement) lowerStatement(inner, node.elseStatement);
      return undefined;
    },
    finish: (then, otherwise) => {
      const thenExits = exitOf(then) === true;
      if (!rest || thenExits === (exitOf(otherwise) === true)) return;
      sunk = true;
      continueAfter(thenExits ? otherwise : then, rest);
    },
  });
  return sunk;
}
