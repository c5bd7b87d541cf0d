// Expressions as statements: step calls, assignments, pushes; and expressions that matter only if they throw.
import type { ts } from "ts-morph";
import { report } from "../context.js";
import { bare } from "../expressions/bare.js";
import { lowerExpression } from "../expressions/index.js";
import { emitLet, type Frame, mayThrow } from "../frame.js";
import { isPlain } from "../value.js";
import { lowerAssignment } from "./assignment.js";
import { lowerPush } from "./push.js";

export function lowerExpressionStatement(frame: Frame, statement: ts.ExpressionStatement): void {
  const node = bare(statement.expression);
  if (lowerAssignment(frame, node) || lowerPush(frame, node)) return;
  const value = lowerExpression(frame, node);
  if (value.function) {
    report(frame.context, "function-stored", node, {});
    return;
  }
  if (!value.broken && !isPlain(value.expression) && mayThrow(value.expression))
    emitLet(frame, value.expression, node, "value", true);
}
