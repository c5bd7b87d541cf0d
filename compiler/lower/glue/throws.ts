// A conservative proof that evaluating glue cannot throw for values of its static types. What is not known to be total may throw.
import { ts } from "ts-morph";
import { bare } from "../expressions/bare.js";
import type { Frame } from "../frame.js";
import { isTotalStatic, methodMayThrow, natureOfMethod } from "../purity/builtins.js";
import { globalName, libraryType } from "../purity/globals.js";
import type { Value } from "../value.js";
import { isPrimitive, isPrimitiveType, isSomething, isTrusted, type Proof } from "./trust.js";

/** False only where it is proven. */
export function mayThrowIn(frame: Frame, node: ts.Node, hoisted: ReadonlyMap<ts.Node, Value>): boolean {
  return !isTotal({ context: frame.context, frame, hoisted }, node);
}

function isTotal(proof: Proof, node: ts.Node): boolean {
  if (proof.hoisted.has(node) || ts.isIdentifier(node) || ts.isTypeNode(node)) return true;
  if (ts.isExpression(node) && bare(node) !== node) return isTotal(proof, bare(node));
  if (ts.isLiteralExpression(node) || isKeyword(node)) return true;
  if (ts.isTemplateExpression(node))
    return node.templateSpans.every((span) => isPrimitive(proof, span.expression) && isTotal(proof, span.expression));
  if (ts.isPropertyAccessExpression(node)) return isReadable(proof, node, node.expression) && isTotal(proof, node.expression);
  if (ts.isElementAccessExpression(node)) {
    return (
      isReadable(proof, node, node.expression) &&
      isTotal(proof, node.expression) &&
      isTotal(proof, node.argumentExpression) &&
      isPrimitive(proof, node.argumentExpression)
    );
  }
  if (ts.isBinaryExpression(node)) return isTotalBinary(proof, node);
  if (ts.isPrefixUnaryExpression(node))
    return (node.operator === ts.SyntaxKind.ExclamationToken || isPrimitive(proof, node.operand)) && isTotal(proof, node.operand);
  if (ts.isTypeOfExpression(node)) return isTotal(proof, node.expression);
  if (ts.isConditionalExpression(node))
    return [node.condition, node.whenTrue, node.whenFalse].every((part) => isTotal(proof, part));
  if (ts.isArrayLiteralExpression(node)) return node.elements.every((element) => isTotalElement(proof, element));
  if (ts.isObjectLiteralExpression(node)) return node.properties.every((property) => isTotalProperty(proof, property));
  if (ts.isArrowFunction(node))
    return (
      ts.isExpression(node.body) &&
      node.parameters.every((parameter) => ts.isIdentifier(parameter.name) && !parameter.initializer) &&
      isTotal(proof, node.body)
    );
  if (ts.isCallExpression(node)) return isTotalCall(proof, node);
  return false;
}

function isTotalBinary(proof: Proof, node: ts.BinaryExpression): boolean {
  const K = ts.SyntaxKind;
  const { kind } = node.operatorToken;
  if (!isTotal(proof, node.left) || !isTotal(proof, node.right)) return false;
  if (
    [
      K.AmpersandAmpersandToken,
      K.BarBarToken,
      K.QuestionQuestionToken,
      K.EqualsEqualsEqualsToken,
      K.ExclamationEqualsEqualsToken,
    ].includes(kind)
  )
    return true;
  if (kind >= K.FirstAssignment && kind <= K.LastAssignment) return false;
  const operators = [
    K.PlusToken,
    K.MinusToken,
    K.AsteriskToken,
    K.SlashToken,
    K.PercentToken,
    K.LessThanToken,
    K.LessThanEqualsToken,
    K.GreaterThanToken,
    K.GreaterThanEqualsToken,
    K.EqualsEqualsToken,
    K.ExclamationEqualsToken,
  ];
  return operators.includes(kind) && isPrimitive(proof, node.left) && isPrimitive(proof, node.right);
}

function isTotalElement(proof: Proof, element: ts.Expression): boolean {
  if (!ts.isSpreadElement(element)) return isTotal(proof, element);
  return isArray(proof, element.expression) && isTrusted(proof, element.expression) && isTotal(proof, element.expression);
}

function isTotalProperty(proof: Proof, property: ts.ObjectLiteralElementLike): boolean {
  if (ts.isShorthandPropertyAssignment(property)) return true;
  if (ts.isSpreadAssignment(property)) return isTotal(proof, property.expression);
  return ts.isPropertyAssignment(property) && !ts.isComputedPropertyName(property.name) && isTotal(proof, property.initializer);
}

/** A spread list may hold more than a call takes. */
function isTotalArgument(proof: Proof, argument: ts.Expression): boolean {
  if (!ts.isSpreadElement(argument)) return isTotal(proof, argument);
  const { checker } = proof.context;
  const type = checker.getTypeAtLocation(argument.expression);
  const isTuple = checker.isTupleType(type) && (type as ts.TupleTypeReference).target.hasRestElement === false;
  return isTuple && isTotalElement(proof, argument);
}

function isTotalCall(proof: Proof, node: ts.CallExpression): boolean {
  const { context } = proof;
  const callee = bare(node.expression);
  if (!node.arguments.every((argument) => isTotalArgument(proof, argument))) return false;
  if (ts.isIdentifier(callee)) {
    const global = globalName(context, callee);
    if (global === "Boolean") return true;
    return (global === "Number" || global === "String") && node.arguments.every((argument) => isPrimitive(proof, argument));
  }
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const base = bare(callee.expression);
  if (ts.isIdentifier(base)) {
    const global = globalName(context, base);
    if (global !== undefined) {
      return (
        isTotalStatic(global, callee.name.text) &&
        (global === "Object"
          ? node.arguments.slice(0, 1).every((argument) => isSomething(proof, argument))
          : global === "Array" || node.arguments.every((argument) => isPrimitive(proof, argument)))
      );
    }
  }
  const symbol = context.checker.getSymbolAtLocation(callee.name);
  const library = symbol && libraryType(context, symbol);
  if (!library || natureOfMethod(library, callee.name.text) === "impure" || methodMayThrow(library, callee.name.text))
    return false;
  if (!node.arguments.every((argument) => isTotalCallback(proof, argument, base))) return false;
  if (["join", "toString"].includes(callee.name.text) && !holdsPrimitives(proof, base)) return false;
  return isReadable(proof, callee, base) && isTotal(proof, base);
}

const totalFunctions = new Set(["Number", "String", "Boolean", "parseFloat", "parseInt", "isNaN", "isFinite"]);

/** A callback that is only named here is not looked into, but for those of JavaScript that take every primitive. */
function isTotalCallback(proof: Proof, argument: ts.Expression, base: ts.Expression): boolean {
  const inner = bare(argument);
  if (ts.isArrowFunction(inner)) return true;
  if (ts.isIdentifier(inner) && totalFunctions.has(globalName(proof.context, inner) ?? "")) return holdsPrimitives(proof, base);
  const type = proof.context.checker.getTypeAtLocation(inner);
  return (type.flags & ts.TypeFlags.Any) === 0 && type.getCallSignatures().length === 0;
}

function holdsPrimitives(proof: Proof, list: ts.Expression): boolean {
  const { checker } = proof.context;
  const item = checker.getIndexTypeOfType(checker.getTypeAtLocation(list), ts.IndexKind.Number);
  return item !== undefined && isPrimitiveType(item);
}

/** Reading a member of `base` cannot meet null or undefined. */
function isReadable(proof: Proof, node: ts.PropertyAccessExpression | ts.ElementAccessExpression, base: ts.Expression): boolean {
  if (ts.isIdentifier(base) && globalName(proof.context, base) !== undefined) return true;
  if (ts.isOptionalChain(node)) return node.questionDotToken !== undefined;
  return isSomething(proof, base);
}

function isArray(proof: Proof, node: ts.Expression): boolean {
  const { checker } = proof.context;
  const type = checker.getTypeAtLocation(node);
  return checker.isArrayType(type) || checker.isTupleType(type);
}

function isKeyword(node: ts.Node): boolean {
  return (
    node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword || node.kind === ts.SyntaxKind.NullKeyword
  );
}
