// Functions whose bodies become structure: the pipeline itself, callbacks of unrolled and fanned-out lists, helpers with steps.
import { ts } from "ts-morph";
import { bindPattern } from "./binding.js";
import { isTooLarge, report } from "./context.js";
import type { Flag } from "./environment.js";
import { openFunction } from "./exits.js";
import { asPromise, awaited } from "./expressions/await.js";
import { lowerExpression } from "./expressions/index.js";
import type { Flow, Frame } from "./frame.js";
import { checkMembers } from "./purity/members.js";
import { lowerBody } from "./statements/index.js";
import { markThrowing } from "./throwing.js";
import { brokenValue, listValue, shared, undefinedValue, type Value } from "./value.js";

export type LocalFunction = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration;

/** New ways out for a function's body. */
export function functionFlow(body: ts.Node, thrown: Flag): Flow {
  return { returned: { flag: "returned" }, result: { flag: "result" }, thrown, breaks: [], body };
}

/** Lowers the body with its parameters bound, at this point of `frame`; the value is what it returns. */
export function callFunction(frame: Frame, node: LocalFunction, args: readonly Value[], source: ts.Node): Value {
  const { context } = frame;
  if (node.asteriskToken) {
    report(context, "syntax-unsupported", node, { construct: "a generator" });
    return brokenValue;
  }
  if (context.inlining.includes(node)) {
    report(context, "helper-recursive", source, { name: nameOfFunction(node) });
    return brokenValue;
  }
  if (isTooLarge(context, source)) return brokenValue;
  context.inlining.push(node);
  checkMembers(context, node);
  const start = frame.nodes.length;
  const inner: Frame = { ...frame, flow: functionFlow(node, frame.flow.thrown) };
  for (const [index, parameter] of node.parameters.entries()) {
    const value = parameter.dotDotDotToken
      ? { ...listValue(args.slice(index)), fresh: true }
      : shared(args[index] ?? undefinedValue);
    bindPattern(inner, parameter.name, value, parameter.initializer);
  }
  const result = lowerFunctionBody(inner, node);
  context.inlining.pop();
  frame.order = inner.order;
  markThrowing(frame, frame.nodes.slice(start));
  const isAsync = node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true;
  if (!isAsync) return result;
  const value = result.promise ? awaited(frame, result, source) : result;
  return value.broken ? value : asPromise(frame, value, source, false);
}

function nameOfFunction(node: LocalFunction): string {
  const declared = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return declared?.getText() ?? "this function";
}

/** Lowers the body in `frame`, whose flow is the function's own. */
export function lowerFunctionBody(frame: Frame, node: LocalFunction): Value {
  if (!node.body) return undefinedValue;
  if (!ts.isBlock(node.body)) return lowerExpression(frame, node.body);
  openFunction(frame);
  lowerBody(frame, node.body.statements);
  return frame.environment.get(frame.flow.result) ?? undefinedValue;
}
