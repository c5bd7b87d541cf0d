// `return`: the value, and the flag that says that there is one.
import type { ts } from "ts-morph";
import { lowerExpression, settled } from "../expressions/index.js";
import type { Frame } from "../frame.js";
import { named } from "../frame.js";
import { constantValue, undefinedValue } from "../value.js";

export function lowerReturn(frame: Frame, node: ts.ReturnStatement): void {
  if (node.expression) {
    const value = lowerExpression(frame, node.expression);
    // A promise that is returned is awaited by the caller.
    const plain = value.promise ? value : settled(frame, value, node.expression);
    frame.environment.set(frame.flow.result, named(frame, plain, node, "result"));
  } else {
    frame.environment.set(frame.flow.result, undefinedValue);
  }
  frame.environment.set(frame.flow.returned, constantValue(true));
}
