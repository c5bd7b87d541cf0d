// The accumulator of `reduce((into, x) => { …; return into; }, {})`: it is the fresh start value all along.
import { ts } from "ts-morph";
import { bare } from "../expressions/bare.js";
import { isOwn } from "./fresh.js";
import type { Region } from "./region.js";

/** True of a parameter that has the fresh start value in every round. */
export function isAccumulator(region: Region, parameter: ts.ParameterDeclaration): boolean {
  const callback = parameter.parent;
  const call = callback.parent;
  if (!ts.isArrowFunction(callback) || callback.parameters[0] !== parameter || !ts.isIdentifier(parameter.name)) return false;
  if (!ts.isCallExpression(call) || call.arguments[0] !== callback || !ts.isPropertyAccessExpression(call.expression))
    return false;
  const start = call.arguments[1];
  if (!["reduce", "reduceRight"].includes(call.expression.name.text) || !start || !isOwn(region, start)) return false;
  const { name } = parameter;
  const isName = (node: ts.Expression) => ts.isIdentifier(node) && node.text === name.text;
  return (resultsOf(callback) ?? []).every((node) => {
    const inner = bare(node);
    if (isName(inner)) return true;
    // `into.set(k, v)` and `into.add(v)` give the receiver back.
    return (
      ts.isCallExpression(inner) &&
      ts.isPropertyAccessExpression(inner.expression) &&
      ["set", "add"].includes(inner.expression.name.text) &&
      isName(bare(inner.expression.expression))
    );
  });
}

/** The expressions that an arrow function may return; undefined of anything else. */
export function resultsOf(callback: ts.Expression): readonly ts.Expression[] | undefined {
  const inner = bare(callback);
  if (!ts.isArrowFunction(inner)) return undefined;
  if (!ts.isBlock(inner.body)) return [inner.body];
  const returned: ts.Expression[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) returned.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, look);
  };
  ts.forEachChild(inner.body, look);
  return returned;
}
