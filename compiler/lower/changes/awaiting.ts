// "await" and "Promise.all" where a promise was forgotten.
import { ts } from "ts-morph";
import { bare } from "../expressions/bare.js";
import { type Changer, type Edit, insert, isStatement, replace } from "./edit.js";

/** A step call that nobody awaits. */
export const awaitCall: Changer = (node) => {
  if (!ts.isExpression(node) || !mayAwait(node)) return undefined;
  return isListOfPromises(node) ? awaitAll(node) : awaitOne(node);
};

/** A promise, or a list of them, where its value is needed. */
export const awaitValue: Changer = (node, { list }) => {
  if (ts.isAwaitExpression(node)) return list ? replace(node.expression, `Promise.all(${node.expression.getText()})`) : undefined;
  const { parent } = node;
  const named = (ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node)) && ts.isVariableDeclaration(parent);
  const value = named ? parent.initializer : node;
  if (!value || !ts.isExpression(value) || !mayAwait(value)) return undefined;
  // A step that is handed on as it is, in what is awaited already.
  if (ts.isVoidExpression(parent)) return replace(parent, `await ${value.getText()}`);
  return list ? awaitAll(value) : awaitOne(value);
};

/** `void call()` is a call that nobody awaits. */
export const awaitVoid: Changer = (node) =>
  ts.isVoidExpression(node) && mayAwait(node) && isStatement(node)
    ? replace(node, `await ${node.expression.getText()}`)
    : undefined;

function awaitOne(node: ts.Expression): Edit {
  if (ts.isShorthandPropertyAssignment(node.parent)) return insert(node.getEnd(), `: await ${node.getText()}`);
  return isReceiver(node) || isOperand(node) ? replace(node, `(await ${node.getText()})`) : insert(node.getStart(), "await ");
}

function awaitAll(node: ts.Expression): Edit {
  if (ts.isShorthandPropertyAssignment(node.parent)) return insert(node.getEnd(), `: await Promise.all(${node.getText()})`);
  const text = `await Promise.all(${node.getText()})`;
  return replace(node, isReceiver(node) ? `(${text})` : text);
}

const isReceiver = ({ parent }: ts.Node): boolean =>
  ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isNonNullExpression(parent);

const isOperand = ({ parent }: ts.Node): boolean =>
  ts.isBinaryExpression(parent) && parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken;

/** `xs.map(…)`: the call gives a list. */
function isListOfPromises(node: ts.Expression): boolean {
  const inner = bare(node);
  return (
    ts.isCallExpression(inner) &&
    ts.isPropertyAccessExpression(inner.expression) &&
    ["map", "from"].includes(inner.expression.name.text)
  );
}

/** In an async function. */
function mayAwait(node: ts.Node): boolean {
  const around = ts.findAncestor(node.parent, ts.isFunctionLike);
  const modifiers = around && ts.canHaveModifiers(around) ? ts.getModifiers(around) : undefined;
  return modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true;
}
