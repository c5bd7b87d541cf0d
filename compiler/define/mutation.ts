// Whether a const array or object is written to anywhere in its module: then its initializer is not its value.
import { ts } from "ts-morph";
import { symbolOf } from "./resolve.js";

const mutators = new Set("push pop shift unshift splice sort reverse fill copyWithin set add delete clear".split(" "));
const assigners = new Set(["assign", "defineProperty", "defineProperties", "setPrototypeOf"]);

/** Looks at every use of the name in the module that declares it. `as const` needs no look. */
export function isMutated(symbol: ts.Symbol, declaration: ts.VariableDeclaration, checker: ts.TypeChecker): boolean {
  if (declaration.initializer && isAsConst(declaration.initializer)) return false;
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isIdentifier(node) && node.text === symbol.name && isWritten(node) && symbolOf(node, checker) === symbol) found = true;
    else ts.forEachChild(node, visit);
  };
  visit(declaration.getSourceFile());
  return found;
}

/** `xs.push(…)`, `xs[0] = …`, `delete xs.a.b`, `Object.assign(xs, …)`. */
function isWritten(name: ts.Identifier): boolean {
  let node: ts.Node = name;
  while (
    (ts.isPropertyAccessExpression(node.parent) || ts.isElementAccessExpression(node.parent)) &&
    node.parent.expression === node
  ) {
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent) && parent.parent.expression === parent) {
      return mutators.has(parent.name.text);
    }
    node = parent;
  }
  if (ts.isCallExpression(node.parent) && ts.isPropertyAccessExpression(node.parent.expression)) {
    return node.parent.arguments[0] === node && assigners.has(node.parent.expression.name.text);
  }
  return ts.isDeleteExpression(node.parent) || isAssigned(node);
}

function isAssigned(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    return parent.left === node && kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  }
  const { PlusPlusToken, MinusMinusToken } = ts.SyntaxKind;
  if (ts.isPostfixUnaryExpression(parent)) return true;
  return ts.isPrefixUnaryExpression(parent) && (parent.operator === PlusPlusToken || parent.operator === MinusMinusToken);
}

function isAsConst(expression: ts.Expression): boolean {
  return (
    ts.isAsExpression(expression) &&
    ts.isTypeReferenceNode(expression.type) &&
    ts.isIdentifier(expression.type.typeName) &&
    expression.type.typeName.text === "const"
  );
}
