// Walks code that is to be glue, construct by construct.
import { ts } from "ts-morph";
import { bare } from "../expressions/bare.js";
import { inspectAccess } from "./access.js";
import { pureClasses } from "./builtins.js";
import { inspectCall, inspectNew } from "./calls.js";
import { refusedConstruct } from "./constructs.js";
import { globalName } from "./globals.js";
import { inspectWrite } from "./mutation.js";
import { isOpaque } from "./opaque.js";
import { inspectReference } from "./references.js";
import { find, type Region } from "./region.js";
import { writtenBy } from "./targets.js";
import { inspectTexts } from "./text.js";

/** Notes everything impure in `node`. */
export function inspect(region: Region, node: ts.Node): void {
  if (region.hoisted.has(node) || (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node))) return;
  const construct = refusedConstruct(region, node);
  if (construct) {
    find(region, "syntax-unsupported", node, { construct });
    return;
  }
  if (ts.isIdentifier(node)) inspectReference(region, node);
  else if (ts.isCallExpression(node)) inspectCall(region, node);
  else if (ts.isNewExpression(node)) inspectNew(region, node);
  else if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) inspectAccess(region, node);
  else if (writtenBy(node)) inspectWriter(region, node, writtenBy(node) as ts.Expression);
  else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword) {
    inspect(region, node.left);
    inspectClass(region, node.right, node);
  } else {
    inspectOperands(region, node);
    inspectTexts(region, node);
    for (const part of partsOf(node)) inspect(region, part);
  }
}

/** An assignment, `++`, `delete`, or a loop over a variable that it does not declare. */
function inspectWriter(region: Region, node: ts.Node, left: ts.Expression): void {
  const isLoop = ts.isForOfStatement(node) || ts.isForInStatement(node);
  if (isLoop && region.inPipeline) {
    find(region, "syntax-unsupported", left, { construct: "a loop over an outer variable" });
    return;
  }
  inspectWrite(region, left, node, !isLoop && !ts.isExpressionStatement(node.parent) && !isForPart(node));
  if (ts.isBinaryExpression(node)) {
    inspectTexts(region, node);
    inspect(region, node.right);
  }
  if (isLoop) for (const part of [node.expression, node.statement]) inspect(region, part);
}

/** Of what a step gives, only JavaScript's own classes are kept. */
function inspectClass(region: Region, right: ts.Expression, node: ts.Node): void {
  const inner = bare(right);
  if (ts.isIdentifier(inner) && pureClasses.has(globalName(region.context, inner) ?? "")) return;
  find(region, "syntax-unsupported", node, {
    construct: '"instanceof" with what is no class of JavaScript',
    instead: "Compare a property instead.",
  });
}

/** The parts of a node that are evaluated: names and types are not. */
function partsOf(node: ts.Node): readonly ts.Node[] {
  if (ts.isPropertyAssignment(node)) return [...computed(node.name), node.initializer];
  if (ts.isShorthandPropertyAssignment(node)) return [node.name];
  if (ts.isExpressionWithTypeArguments(node)) return [node.expression];
  if (ts.isEnumDeclaration(node)) return node.members.flatMap((member) => (member.initializer ? [member.initializer] : []));
  if (ts.isBindingElement(node)) {
    const names = ts.isIdentifier(node.name) ? [] : [node.name];
    return [...(node.propertyName ? computed(node.propertyName) : []), ...names, ...(node.initializer ? [node.initializer] : [])];
  }
  if (ts.isParameter(node) || ts.isVariableDeclaration(node)) {
    return [...(ts.isIdentifier(node.name) ? [] : [node.name]), ...(node.initializer ? [node.initializer] : [])];
  }
  if (ts.isFunctionLike(node)) {
    const name = ts.isMethodDeclaration(node) ? computed(node.name) : [];
    return [...name, ...node.parameters, ...("body" in node && node.body ? [node.body as ts.Node] : [])];
  }
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

function isForPart(node: ts.Node): boolean {
  return ts.isForStatement(node.parent) || (ts.isArrowFunction(node.parent) && node.parent.body === node);
}
