// Step calls inside an expression stand in the structure; in the expression their values take their places.
import { ts } from "ts-morph";
import { report } from "../context.js";
import { bare } from "../expressions/bare.js";
import { lowerExpression, settled } from "../expressions/index.js";
import { type Frame, named } from "../frame.js";
import { brokenValue, type Value } from "../value.js";

/** Lowers the outermost parts of `node` that hold steps, in order of evaluation. */
export function hoistSteps(frame: Frame, node: ts.Node): ReadonlyMap<ts.Node, Value> {
  const hoisted = new Map<ts.Node, Value>();
  hoistInto(frame, node, hoisted, true);
  return hoisted;
}

function hoistInto(frame: Frame, node: ts.Node, hoisted: Map<ts.Node, Value>, isRoot: boolean): void {
  if (!frame.context.facts.hasSteps(node)) return;
  if (!isRoot && isStructural(frame, node)) {
    const value = settled(frame, lowerExpression(frame, node), node);
    hoisted.set(node, named(frame, value, node, "value"));
    return;
  }
  if (ts.isFunctionLike(node)) {
    report(frame.context, "step-in-callback", node, { method: methodOf(node) });
    hoisted.set(node, brokenValue);
    return;
  }
  ts.forEachChild(node, (child) => hoistInto(frame, child, hoisted, false));
}

/** What lowering has a form of its own for. */
function isStructural(frame: Frame, node: ts.Node): node is ts.Expression {
  const { facts, definitions } = frame.context;
  if (ts.isAwaitExpression(node)) return true;
  if (ts.isConditionalExpression(node)) return facts.hasSteps(node.whenTrue) || facts.hasSteps(node.whenFalse);
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const isLogical =
      kind === ts.SyntaxKind.AmpersandAmpersandToken ||
      kind === ts.SyntaxKind.BarBarToken ||
      kind === ts.SyntaxKind.QuestionQuestionToken;
    return isLogical && facts.hasSteps(node.right);
  }
  if (!ts.isCallExpression(node)) return false;
  const callee = bare(node.expression);
  if (definitions.stepOf(callee) || definitions.pipelineOf(callee)) return true;
  return (
    ts.isPropertyAccessExpression(callee) &&
    ["map", "from", "all", "race", "any", "allSettled", "then", "catch", "finally"].includes(callee.name.text)
  );
}

function methodOf(node: ts.Node): string {
  const { parent } = node;
  return ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression)
    ? parent.expression.name.text
    : "a callback";
}
