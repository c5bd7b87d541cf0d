// Functions whose bodies become structure: the pipeline itself, and the callbacks of unrolled and fanned-out lists.
import { ts } from "ts-morph";
import { bindPattern } from "./binding.js";
import { report } from "./context.js";
import { openFunction } from "./exits.js";
import { asPromise, awaited } from "./expressions/await.js";
import { lowerExpression } from "./expressions/index.js";
import type { Flow, Frame } from "./frame.js";
import { lowerBody } from "./statements/index.js";
import { brokenValue, undefinedValue, type Value } from "./value.js";

export type LocalFunction = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration;

/** New ways out for a function's body. */
export function functionFlow(body: ts.Node, fannedOut: boolean): Flow {
  return { returned: { flag: "returned" }, result: { flag: "result" }, breaks: [], body, fannedOut };
}

/** Lowers the body with its parameters bound, at this point of `frame`; the value is what it returns. */
export function callFunction(frame: Frame, node: LocalFunction, args: readonly Value[], source: ts.Node): Value {
  if (node.asteriskToken) {
    report(frame.context, "syntax-unsupported", node, { construct: "a generator" });
    return brokenValue;
  }
  const inner: Frame = { ...frame, flow: functionFlow(node, frame.flow.fannedOut) };
  for (const [index, parameter] of node.parameters.entries()) {
    const value = parameter.dotDotDotToken ? undefined : (args[index] ?? undefinedValue);
    if (!value) {
      report(frame.context, "syntax-unsupported", parameter, { construct: "a rest parameter of a callback" });
      return brokenValue;
    }
    bindPattern(inner, parameter.name, value, parameter.initializer);
  }
  const result = lowerFunctionBody(inner, node);
  frame.order = inner.order;
  const isAsync = node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true;
  if (!isAsync) return result;
  const value = result.promise ? awaited(frame, result, source) : result;
  return value.broken ? value : asPromise(frame, value, source, false);
}

/** Lowers the body in `frame`, whose flow is the function's own. */
export function lowerFunctionBody(frame: Frame, node: LocalFunction): Value {
  if (!node.body) return undefinedValue;
  if (!ts.isBlock(node.body)) return lowerExpression(frame, node.body);
  openFunction(frame);
  lowerBody(frame, node.body.statements);
  return frame.environment.get(frame.flow.result) ?? undefinedValue;
}
