// `throw`: where it is reached the run fails, or the `try` around catches; what follows is not entered.
import type { ts } from "ts-morph";
import { noteFailing } from "../attempt.js";
import { report } from "../context.js";
import { isErrorType } from "../errors.js";
import { lowerExpression } from "../expressions/index.js";
import { append, type Frame, named } from "../frame.js";
import { constantValue, type Value } from "../value.js";

export function lowerThrow(frame: Frame, node: ts.ThrowStatement): void {
  const value = lowerExpression(frame, node.expression);
  if (value.broken) {
    frame.environment.set(frame.flow.thrown, constantValue(true));
    return;
  }
  if (!value.error && !isErrorType(frame.context, node.expression)) {
    report(frame.context, "throw-not-error", node.expression, {});
    frame.environment.set(frame.flow.thrown, constantValue(true));
    return;
  }
  throwValue(frame, value, node);
}

/** Throws an error that is there already. */
export function throwValue(frame: Frame, value: Value, source: ts.Node): void {
  const id = frame.context.names.node("throw");
  const thrown = value.expression.kind === "glue" ? value : named(frame, value, source, "error");
  noteFailing(frame, id);
  append(frame, { kind: "throw", id, after: [], value: thrown.expression }, false, source);
  frame.environment.set(frame.flow.thrown, constantValue(true));
}
