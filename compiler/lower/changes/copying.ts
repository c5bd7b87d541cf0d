// A copy where something that has another name is changed.
import { ts } from "ts-morph";
import { type Context, symbolOf } from "../context.js";
import { bare } from "../expressions/bare.js";
import { isReadThrough } from "../glue/write.js";
import { type Changer, type Edit, insert, isStatement, replace } from "./edit.js";

/** `xs.sort()` as a value: `[...xs].sort()`. As a statement it is meant to change `xs` itself. */
export const copyReceiver: Changer = (node, { method }, context) => {
  if (method !== "sort" && method !== "reverse") return undefined;
  const callee = ts.isCallExpression(node) ? bare(node.expression) : node;
  if (!ts.isPropertyAccessExpression(callee) || isStatement(callee.parent)) return undefined;
  return isList(context, callee.expression) ? replace(callee.expression, copyOf(context, callee.expression)) : undefined;
};

/** The one place before that hands the local on: there a copy. */
export const copyBefore: Changer = (node, _, context) => {
  const name = nameWritten(node);
  const symbol = name && symbolOf(context, name);
  const scope = name && ts.findAncestor(name, ts.isFunctionLike);
  if (!symbol || !scope) return undefined;
  const places: ts.Identifier[] = [];
  const look = (inner: ts.Node): void => {
    if (
      ts.isIdentifier(inner) &&
      inner !== name &&
      inner.end <= name.pos &&
      symbolOf(context, inner) === symbol &&
      isHandedOn(inner)
    )
      places.push(inner);
    ts.forEachChild(inner, look);
  };
  look(scope);
  const [place] = places;
  return place && places.length === 1 ? copyAt(context, place) : undefined;
};

/** A loop over a list that its body changes. */
export const copyLooped: Changer = (node, _, context) => {
  const name = nameWritten(node);
  const symbol = name && symbolOf(context, name);
  const loop = ts.findAncestor(node, (outer): outer is ts.ForOfStatement => {
    if (!ts.isForOfStatement(outer)) return false;
    const over = bare(outer.expression);
    return ts.isIdentifier(over) && symbolOf(context, over) === symbol;
  });
  return symbol && loop ? replace(loop.expression, copyOf(context, loop.expression)) : undefined;
};

/** The local that a push or an assignment writes to. */
function nameWritten(node: ts.Node): ts.Identifier | undefined {
  let inner: ts.Node = node;
  if (ts.isBinaryExpression(inner)) inner = inner.left;
  if (ts.isCallExpression(inner)) inner = inner.expression;
  while (ts.isExpression(inner)) {
    const value = bare(inner);
    if (ts.isIdentifier(value)) return value;
    if (!ts.isPropertyAccessExpression(value) && !ts.isElementAccessExpression(value)) return undefined;
    inner = value.expression;
  }
  return undefined;
}

function isHandedOn(node: ts.Identifier): boolean {
  const { parent } = node;
  const isDeclared = ts.isVariableDeclaration(parent) && parent.name === node;
  const isTarget =
    ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return !isDeclared && !isTarget && !isReadThrough(node);
}

function copyAt(context: Context, node: ts.Identifier): Edit {
  const text = copyOf(context, node);
  return ts.isShorthandPropertyAssignment(node.parent) ? insert(node.getEnd(), `: ${text}`) : replace(node, text);
}

function copyOf(context: Context, node: ts.Expression): string {
  return isList(context, node) ? `[...${node.getText()}]` : `{ ...${node.getText()} }`;
}

function isList({ checker }: Context, node: ts.Expression): boolean {
  const type = checker.getTypeAtLocation(node);
  return checker.isArrayType(type) || checker.isTupleType(type);
}
