// Loops written as the language has them.
import { ts } from "ts-morph";
import { type Changer, isStatement, replace } from "./edit.js";

/** `for (const key in o)`: `for (const key of Object.keys(o))`. */
export const keysInstead: Changer = (node) => {
  const loop = ts.isForInStatement(node) ? node : node.parent;
  if (!ts.isForInStatement(loop)) return undefined;
  const keyword = loop.getChildren().find((child) => child.kind === ts.SyntaxKind.InKeyword);
  if (!keyword) return undefined;
  return { from: keyword.getStart(), to: loop.expression.getEnd(), text: `of Object.keys(${loop.expression.getText()})` };
};

/** `for await (…)` over what is no stream. */
export const withoutAwait: Changer = (node) => {
  const modifier = ts.isForOfStatement(node) ? node.awaitModifier : undefined;
  return modifier && ts.isForOfStatement(node) ? { from: node.getStart(), to: modifier.getEnd(), text: "for" } : undefined;
};

/** `xs.forEach((x) => { … })` with steps: a fan-out. */
export const fanOut: Changer = (node, { method }) => {
  const call = node.parent;
  if (method !== "forEach" || !(ts.isArrowFunction(node) || ts.isFunctionExpression(node)) || !ts.isCallExpression(call))
    return undefined;
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee) || call.arguments[0] !== node || !isStatement(call)) return undefined;
  const isAsync = node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true;
  const statement = ts.isExpressionStatement(call.parent) ? call.parent : call;
  const from = statement.getStart();
  const to = statement.getEnd();
  const end = statement === call || !statement.getText().endsWith(";") ? "" : ";";
  const text = `await Promise.all(${callee.expression.getText()}.map(${isAsync ? "" : "async "}${node.getText()}))${end}`;
  return { from, to, text };
};

/** `var`: `let`. */
export const letInstead: Changer = (node) => (node.kind === ts.SyntaxKind.VarKeyword ? replace(node, "let") : undefined);
