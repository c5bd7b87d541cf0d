// Walks code that is to be glue, construct by construct.
import { ts } from "ts-morph";
import { symbolOf } from "../context.js";
import { bare } from "../expressions/bare.js";
import { inspectCall, inspectNew } from "./calls.js";
import { globalName } from "./globals.js";
import { inspectWrite } from "./mutation.js";
import { isOpaque } from "./opaque.js";
import { inspectGlobal, inspectReference } from "./references.js";
import { find, type Region } from "./region.js";

const assignmentOperators = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

/** Notes everything impure in `node`. */
export function inspect(region: Region, node: ts.Node): void {
  if (region.hoisted.has(node) || ts.isTypeNode(node)) return;
  const construct = refusedConstruct(region, node);
  if (construct) {
    find(region, "syntax-unsupported", node, { construct });
    return;
  }
  if (ts.isIdentifier(node)) {
    inspectReference(region, node);
    return;
  }
  if (ts.isCallExpression(node)) {
    inspectCall(region, node);
    return;
  }
  if (ts.isNewExpression(node)) {
    inspectNew(region, node);
    return;
  }
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    inspectAccess(region, node);
    return;
  }
  if (ts.isBinaryExpression(node) && assignmentOperators(node.operatorToken.kind)) {
    inspectWrite(region, node.left, node, !ts.isExpressionStatement(node.parent) && !isForPart(node));
    inspect(region, node.right);
    return;
  }
  if (isUpdate(node)) {
    inspectWrite(region, node.operand, node, !ts.isExpressionStatement(node.parent) && !isForPart(node));
    return;
  }
  if (ts.isDeleteExpression(node)) {
    inspectWrite(region, node.expression, node, !ts.isExpressionStatement(node.parent));
    return;
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) {
    inspect(region, node.left);
    return;
  }
  inspectOperands(region, node);
  for (const part of partsOf(node)) inspect(region, part);
}

/** The parts of a node that are evaluated: names and types are not. */
function partsOf(node: ts.Node): readonly ts.Node[] {
  if (ts.isPropertyAssignment(node)) return [...computed(node.name), node.initializer];
  if (ts.isShorthandPropertyAssignment(node)) return [node.name];
  if (ts.isBindingElement(node)) {
    const names = ts.isIdentifier(node.name) ? [] : [node.name];
    return [...(node.propertyName ? computed(node.propertyName) : []), ...names, ...(node.initializer ? [node.initializer] : [])];
  }
  if (ts.isParameter(node) || ts.isVariableDeclaration(node)) {
    return [...(ts.isIdentifier(node.name) ? [] : [node.name]), ...(node.initializer ? [node.initializer] : [])];
  }
  if (ts.isFunctionLike(node)) return [...node.parameters, ...("body" in node && node.body ? [node.body as ts.Node] : [])];
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return [];
  const parts: ts.Node[] = [];
  ts.forEachChild(node, (child) => {
    parts.push(child);
  });
  return parts;
}

function computed(name: ts.PropertyName): readonly ts.Node[] {
  return ts.isComputedPropertyName(name) ? [name.expression] : [];
}

function inspectAccess(region: Region, node: ts.PropertyAccessExpression | ts.ElementAccessExpression): void {
  const { context } = region;
  const base = bare(node.expression);
  const member = ts.isPropertyAccessExpression(node) ? node.name.text : literalText(node.argumentExpression);
  if (ts.isIdentifier(base)) {
    const name = globalName(context, base);
    if (name !== undefined) {
      inspectGlobal(region, node, name, member);
      return;
    }
  }
  if (isOpaque(context, context.checker.getTypeAtLocation(base))) {
    find(region, "value-opaque", base, { type: context.checker.typeToString(context.checker.getTypeAtLocation(base)) });
    return;
  }
  const symbol = context.checker.getSymbolAtLocation(ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression);
  if (symbol && symbol.flags & ts.SymbolFlags.Accessor && !symbol.declarations?.[0]?.getSourceFile().isDeclarationFile) {
    find(region, "call-unproven", node, { name: node.getText() });
    return;
  }
  if (member === "constructor" || member === "__proto__" || member === "prototype") {
    find(region, "syntax-unsupported", node, { construct: `"${member}"` });
    return;
  }
  inspect(region, node.expression);
  if (ts.isElementAccessExpression(node)) inspect(region, node.argumentExpression);
}

/** Operators that look at the content of their operands must not get values that are not data. */
function inspectOperands(region: Region, node: ts.Node): void {
  for (const operand of lookedInto(node)) {
    const type = region.context.checker.getTypeAtLocation(operand);
    if (isOpaque(region.context, type))
      find(region, "value-opaque", operand, { type: region.context.checker.typeToString(type) });
  }
}

function lookedInto(node: ts.Node): readonly ts.Expression[] {
  if (ts.isTemplateSpan(node) || ts.isTypeOfExpression(node) || ts.isSpreadElement(node) || ts.isSpreadAssignment(node))
    return [node.expression];
  if (ts.isForOfStatement(node)) return [node.expression];
  if (!ts.isBinaryExpression(node)) return [];
  const { kind } = node.operatorToken;
  const moves =
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken ||
    kind === ts.SyntaxKind.CommaToken;
  if (moves || [node.left, node.right].some(isNothing)) return [];
  return [node.left, node.right];
}

function isNothing(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined");
}

function isUpdate(node: ts.Node): node is ts.PrefixUnaryExpression | ts.PostfixUnaryExpression {
  return (
    (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)
  );
}

function isForPart(node: ts.Node): boolean {
  return ts.isForStatement(node.parent) || (ts.isArrowFunction(node.parent) && node.parent.body === node);
}

function refusedConstruct(region: Region, node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.ThisKeyword) return '"this"';
  if (node.kind === ts.SyntaxKind.SuperKeyword) return '"super"';
  if (ts.isTaggedTemplateExpression(node)) return "a tagged template";
  if (ts.isYieldExpression(node)) return '"yield"';
  if (ts.isMetaProperty(node)) return `"${node.getText()}"`;
  if (ts.isClassLike(node)) return "a class";
  if (ts.isWithStatement(node)) return '"with"';
  if (ts.isLabeledStatement(node)) return "a label";
  if (ts.isForInStatement(node) && region.inPipeline) return '"for…in"';
  if (ts.isAccessor(node)) return "a getter or setter";
  if (ts.isDebuggerStatement(node)) return '"debugger"';
  if (ts.isAwaitExpression(node) && !region.synchronous) return '"await" of what is no step';
  if (ts.isVoidExpression(node)) return '"void"';
  if ((ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.asteriskToken)
    return "a generator";
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  if (modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) && !region.synchronous)
    return "an async function that is no step";
  if (ts.isIdentifier(node) && node.text === "arguments" && !symbolOf(region.context, node)?.valueDeclaration)
    return '"arguments"';
  return undefined;
}

function literalText(node: ts.Expression): string | undefined {
  const inner = bare(node);
  return ts.isStringLiteralLike(inner) || ts.isNumericLiteral(inner) ? inner.text : undefined;
}
