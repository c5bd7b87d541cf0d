// Declarations: names for values.
import { ts } from "ts-morph";
import { bindPattern } from "../binding.js";
import { report, symbolOf } from "../context.js";
import { bare } from "../expressions/bare.js";
import { lowerExpression, settled } from "../expressions/index.js";
import type { Frame } from "../frame.js";
import type { LocalFunction } from "../function.js";
import { brokenValue, undefinedValue, type Value } from "../value.js";

export function lowerVariables(frame: Frame, list: ts.VariableDeclarationList): void {
  if (!(list.flags & ts.NodeFlags.BlockScoped)) {
    report(frame.context, "syntax-unsupported", list.getFirstToken() ?? list, {
      construct: '"var"',
      instead: 'Write "let" or "const".',
    });
  }
  for (const declaration of list.declarations) {
    bindPattern(frame, declaration.name, initialValue(frame, declaration));
  }
}

function initialValue(frame: Frame, declaration: ts.VariableDeclaration): Value {
  const { context } = frame;
  if (!declaration.initializer) return undefinedValue;
  const value = lowerExpression(frame, declaration.initializer);
  if (value.function) {
    if (ts.isIdentifier(declaration.name)) return functionValue(frame, value.function, declaration);
    return settled(frame, value, declaration);
  }
  if (value.broken || value.expression.kind !== "glue") return value;
  const type = context.checker.getTypeAtLocation(declaration.name);
  if (type.flags & ts.TypeFlags.Any) {
    report(context, "type-any", declaration.name, { name: declaration.name.getText() });
    return brokenValue;
  }
  if (holdsFunctions(context.checker, type)) {
    report(context, "function-stored", bare(declaration.initializer), {});
    return brokenValue;
  }
  return value;
}

/** A function of the body: no value, but text or structure wherever it is used. */
function functionValue(frame: Frame, node: LocalFunction, declaration: ts.VariableDeclaration): Value {
  if (!(ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const)) {
    report(frame.context, "function-stored", declaration, {});
    return brokenValue;
  }
  return { ...undefinedValue, function: node };
}

/** Function declarations are known before the first statement. */
export function declareFunction(frame: Frame, node: ts.FunctionDeclaration): void {
  const symbol = node.name && symbolOf(frame.context, node.name);
  if (symbol) frame.environment.set(symbol, { ...undefinedValue, function: node });
}

function holdsFunctions(checker: ts.TypeChecker, type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  return parts.some((part) => {
    if (part.getCallSignatures().length > 0) return true;
    const element =
      checker.isArrayType(part) || checker.isTupleType(part) ? checker.getIndexTypeOfType(part, ts.IndexKind.Number) : undefined;
    return element !== undefined && element.getCallSignatures().length > 0;
  });
}
