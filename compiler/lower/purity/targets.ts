// What the left side of an assignment writes to, also where it is a pattern.
import { ts } from "ts-morph";
import { bare } from "../expressions/bare.js";

export interface Targets {
  /** Names, and members of objects and lists. */
  readonly places: readonly ts.Expression[];
  /** Defaults and computed keys: evaluated, not written to. */
  readonly evaluated: readonly ts.Expression[];
}

/** The targets of `left`. */
export function targetsOf(left: ts.Expression): Targets {
  const places: ts.Expression[] = [];
  const evaluated: ts.Expression[] = [];
  const add = (node: ts.Expression): void => {
    const inner = bare(node);
    if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      evaluated.push(inner.right);
      add(inner.left);
    } else if (ts.isArrayLiteralExpression(inner)) {
      for (const element of inner.elements) {
        if (!ts.isOmittedExpression(element)) add(ts.isSpreadElement(element) ? element.expression : element);
      }
    } else if (ts.isObjectLiteralExpression(inner)) inner.properties.forEach(addProperty);
    else places.push(inner);
  };
  const addProperty = (property: ts.ObjectLiteralElementLike): void => {
    if (ts.isShorthandPropertyAssignment(property)) {
      places.push(property.name);
      if (property.objectAssignmentInitializer) evaluated.push(property.objectAssignmentInitializer);
    } else if (ts.isPropertyAssignment(property)) {
      if (ts.isComputedPropertyName(property.name)) evaluated.push(property.name.expression);
      add(property.initializer);
    } else if (ts.isSpreadAssignment(property)) add(property.expression);
  };
  add(left);
  return { places, evaluated };
}

/** The left side of the assignment, `++`, `delete` or loop that `node` is; undefined where it is none. */
export function writtenBy(node: ts.Node): ts.Expression | undefined {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment ? node.left : undefined;
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const { operator } = node;
    return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken ? node.operand : undefined;
  }
  if (ts.isDeleteExpression(node)) return node.expression;
  if ((ts.isForOfStatement(node) || ts.isForInStatement(node)) && !ts.isVariableDeclarationList(node.initializer))
    return node.initializer;
  return undefined;
}
