// A step call: one node.
import { ts } from "ts-morph";
import type { StepDefinition } from "../../ir/index.js";
import { report } from "../context.js";
import { emitCall, type Frame } from "../frame.js";
import { brokenValue, type Value } from "../value.js";
import { assembleList, lowerElement } from "./array.js";
import { asPromise } from "./await.js";
import { bare } from "./bare.js";
import { settled } from "./index.js";

export function lowerStepCall(frame: Frame, node: ts.CallExpression, step: StepDefinition): Value {
  const args = settled(frame, assembleList(node.arguments.map((argument) => lowerElement(frame, argument))), node);
  if (node.questionDotToken) {
    report(frame.context, "syntax-unsupported", node, { construct: 'a step called with "?."' });
    return brokenValue;
  }
  if (args.broken) return brokenValue;
  const value = emitCall(frame, step, args.expression, node, outputName(node) ?? step.name.replace(/[^A-Za-z0-9_$]/g, "_"));
  return isPromise(frame, node) ? asPromise(frame, value, node, false) : value;
}

/** A plain function's value needs no await. */
function isPromise(frame: Frame, node: ts.CallExpression): boolean {
  const type = frame.context.checker.getTypeAtLocation(node);
  const parts = type.isUnion() ? type.types : [type];
  return parts.some((part) => part.getProperty("then") !== undefined);
}

/** The author's name of the value, for people. */
function outputName(node: ts.Node): string | undefined {
  let outer = node.parent;
  while (ts.isAwaitExpression(outer) || (ts.isExpression(outer) && bare(outer) !== outer)) outer = outer.parent;
  return ts.isVariableDeclaration(outer) && ts.isIdentifier(outer.name) ? outer.name.text : undefined;
}
