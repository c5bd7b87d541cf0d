// Values known at compile time: literals, const bindings, `as const` objects, enums, pure operators over them.
import { ts } from "ts-morph";
import type { Json } from "../../runtime/contract/index.js";
import { isMutated } from "./mutation.js";
import { isConst, symbolOf, unwrap } from "./resolve.js";

/** A value with JavaScript's `undefined`, which JSON lacks. */
export interface Known {
  readonly value: unknown;
}

/** Evaluates an expression, or returns undefined where its value is not known. Memoised by node. */
export type Evaluate = (expression: ts.Expression) => Known | undefined;

/** An evaluator over one program. */
export function createEvaluator(checker: ts.TypeChecker): Evaluate {
  const memory = new Map<ts.Expression, Known | undefined>();
  const evaluate: Evaluate = (expression) => {
    const node = unwrap(expression);
    if (memory.has(node)) return memory.get(node);
    memory.set(node, undefined); // a constant that needs itself is unknown
    const known = evaluateNode(node, evaluate, checker);
    memory.set(node, known);
    return known;
  };
  return evaluate;
}

/** The value as JSON, if it is JSON: no undefined inside, no NaN, Infinity or -0. */
export function jsonOf(known: Known | undefined): { readonly value: Json } | undefined {
  return known !== undefined && isJson(known.value) ? { value: known.value } : undefined;
}

function isJson(value: unknown): value is Json {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === "object" && Object.values(value).every(isJson);
}

function evaluateNode(node: ts.Expression, evaluate: Evaluate, checker: ts.TypeChecker): Known | undefined {
  if (ts.isStringLiteralLike(node)) return { value: node.text };
  if (ts.isNumericLiteral(node)) return { value: Number(node.text) };
  if (node.kind === ts.SyntaxKind.TrueKeyword) return { value: true };
  if (node.kind === ts.SyntaxKind.FalseKeyword) return { value: false };
  if (node.kind === ts.SyntaxKind.NullKeyword) return { value: null };
  if (ts.isVoidExpression(node)) return evaluate(node.expression) && { value: undefined };
  if (ts.isTemplateExpression(node)) return template(node, evaluate);
  if (ts.isPrefixUnaryExpression(node)) return unary(node, evaluate);
  if (ts.isBinaryExpression(node)) return binary(node, evaluate);
  if (ts.isConditionalExpression(node)) {
    const condition = evaluate(node.condition);
    return condition && evaluate(condition.value ? node.whenTrue : node.whenFalse);
  }
  if (ts.isArrayLiteralExpression(node)) return list(node, evaluate);
  if (ts.isObjectLiteralExpression(node)) return object(node, evaluate, checker);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return access(node, evaluate, checker);
  if (ts.isIdentifier(node)) return identifier(node, evaluate, checker);
  return undefined;
}

function template(node: ts.TemplateExpression, evaluate: Evaluate): Known | undefined {
  let text = node.head.text;
  for (const span of node.templateSpans) {
    const part = evaluate(span.expression);
    if (part === undefined || (typeof part.value === "object" && part.value !== null)) return undefined;
    text += `${part.value}${span.literal.text}`;
  }
  return { value: text };
}

function unary(node: ts.PrefixUnaryExpression, evaluate: Evaluate): Known | undefined {
  const operand = evaluate(node.operand);
  if (operand === undefined || (typeof operand.value === "object" && operand.value !== null)) return undefined;
  const value = operand.value as number;
  switch (node.operator) {
    case ts.SyntaxKind.MinusToken:
      return { value: -value };
    case ts.SyntaxKind.PlusToken:
      return { value: +value };
    case ts.SyntaxKind.TildeToken:
      return { value: ~value };
    case ts.SyntaxKind.ExclamationToken:
      return { value: !value };
    default:
      return undefined;
  }
}

const operators: Partial<Record<ts.SyntaxKind, (a: never, b: never) => unknown>> = {
  [ts.SyntaxKind.PlusToken]: (a: number, b: number) => a + b,
  [ts.SyntaxKind.MinusToken]: (a: number, b: number) => a - b,
  [ts.SyntaxKind.AsteriskToken]: (a: number, b: number) => a * b,
  [ts.SyntaxKind.SlashToken]: (a: number, b: number) => a / b,
  [ts.SyntaxKind.PercentToken]: (a: number, b: number) => a % b,
  [ts.SyntaxKind.AsteriskAsteriskToken]: (a: number, b: number) => a ** b,
  [ts.SyntaxKind.LessThanToken]: (a: number, b: number) => a < b,
  [ts.SyntaxKind.LessThanEqualsToken]: (a: number, b: number) => a <= b,
  [ts.SyntaxKind.GreaterThanToken]: (a: number, b: number) => a > b,
  [ts.SyntaxKind.GreaterThanEqualsToken]: (a: number, b: number) => a >= b,
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: (a, b) => a === b,
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: (a, b) => a !== b,
  [ts.SyntaxKind.BarToken]: (a: number, b: number) => a | b,
  [ts.SyntaxKind.AmpersandToken]: (a: number, b: number) => a & b,
  [ts.SyntaxKind.CaretToken]: (a: number, b: number) => a ^ b,
  [ts.SyntaxKind.LessThanLessThanToken]: (a: number, b: number) => a << b,
  [ts.SyntaxKind.GreaterThanGreaterThanToken]: (a: number, b: number) => a >> b,
  [ts.SyntaxKind.GreaterThanGreaterThanGreaterThanToken]: (a: number, b: number) => a >>> b,
};

function binary(node: ts.BinaryExpression, evaluate: Evaluate): Known | undefined {
  const left = evaluate(node.left);
  if (left === undefined) return undefined;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return left.value ? evaluate(node.right) : left;
    case ts.SyntaxKind.BarBarToken:
      return left.value ? left : evaluate(node.right);
    case ts.SyntaxKind.QuestionQuestionToken:
      return (left.value ?? undefined) === undefined ? evaluate(node.right) : left;
  }
  const apply = operators[node.operatorToken.kind];
  const right = apply && evaluate(node.right);
  // Objects have identity and conversions of their own: only primitives are computed with.
  if (right === undefined || !isPrimitive(left.value) || !isPrimitive(right.value)) return undefined;
  return { value: apply?.(left.value as never, right.value as never) };
}

const isPrimitive = (value: unknown) => value === null || typeof value !== "object";

function list(node: ts.ArrayLiteralExpression, evaluate: Evaluate): Known | undefined {
  const items: unknown[] = [];
  for (const element of node.elements) {
    if (ts.isOmittedExpression(element)) return undefined;
    const known = evaluate(ts.isSpreadElement(element) ? element.expression : element);
    if (known === undefined) return undefined;
    if (!ts.isSpreadElement(element)) items.push(known.value);
    else if (Array.isArray(known.value) || typeof known.value === "string") items.push(...known.value);
    else return undefined;
  }
  return { value: items };
}

function object(node: ts.ObjectLiteralExpression, evaluate: Evaluate, checker: ts.TypeChecker): Known | undefined {
  const entries: [string, unknown][] = [];
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      const known = evaluate(property.expression);
      if (known === undefined || typeof known.value === "string") return undefined;
      entries.push(...Object.entries(known.value ?? {}));
      continue;
    }
    const name = property.name && propertyName(property.name, evaluate);
    // `__proto__: x` sets the prototype instead of a property.
    if (name === undefined || name === "__proto__") return undefined;
    const known = ts.isPropertyAssignment(property)
      ? evaluate(property.initializer)
      : ts.isShorthandPropertyAssignment(property)
        ? identifier(property.name, evaluate, checker)
        : undefined;
    if (known === undefined) return undefined;
    entries.push([name, known.value]);
  }
  return { value: Object.fromEntries(entries) };
}

/** A property's name where it is known. */
export function propertyName(name: ts.PropertyName, evaluate: Evaluate): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  if (ts.isNumericLiteral(name)) return String(Number(name.text));
  if (!ts.isComputedPropertyName(name)) return undefined;
  const known = evaluate(name.expression);
  return typeof known?.value === "string" || typeof known?.value === "number" ? String(known.value) : undefined;
}

function access(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  evaluate: Evaluate,
  checker: ts.TypeChecker,
): Known | undefined {
  const holder = symbolOf(node.expression, checker);
  if (holder !== undefined && holder.flags & ts.SymbolFlags.Enum) return member(holder, node, evaluate, checker);
  const from = evaluate(node.expression);
  if (from === undefined) {
    // `settings.rate` of `import * as settings`.
    return ts.isPropertyAccessExpression(node) ? identifier(node.name, evaluate, checker) : undefined;
  }
  const key = ts.isPropertyAccessExpression(node) ? node.name.text : evaluate(node.argumentExpression)?.value;
  if (typeof key !== "string" && typeof key !== "number") return undefined;
  const { value } = from;
  if (value === null || value === undefined) return node.questionDotToken ? { value: undefined } : undefined;
  if (Object.hasOwn(Object(value), key)) return { value: (value as Record<string | number, unknown>)[key] };
  // An inherited property is a function; a missing one is undefined.
  return key in Object(value) ? undefined : { value: undefined };
}

function member(
  enumeration: ts.Symbol,
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  evaluate: Evaluate,
  checker: ts.TypeChecker,
): Known | undefined {
  const name = ts.isPropertyAccessExpression(node) ? node.name.text : evaluate(node.argumentExpression)?.value;
  const declaration = enumeration.exports?.get(ts.escapeLeadingUnderscores(String(name)))?.valueDeclaration;
  const value = declaration && ts.isEnumMember(declaration) ? checker.getConstantValue(declaration) : undefined;
  return value === undefined ? undefined : { value };
}

function identifier(node: ts.Identifier | ts.MemberName, evaluate: Evaluate, checker: ts.TypeChecker): Known | undefined {
  const symbol = symbolOf(node, checker);
  if (symbol === undefined) return undefined;
  if (checker.isUndefinedSymbol(symbol)) return { value: undefined };
  const declaration = symbol.valueDeclaration;
  if (declaration === undefined || !isConst(declaration)) return undefined;
  if (ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name) && declaration.initializer) {
    if (ts.isForOfStatement(declaration.parent.parent) || ts.isForInStatement(declaration.parent.parent)) return undefined;
    const known = evaluate(declaration.initializer);
    if (known === undefined || isPrimitive(known.value)) return known;
    return isMutated(symbol, declaration, checker) ? undefined : known;
  }
  if (ts.isBindingElement(declaration)) return element(declaration, evaluate);
  return undefined;
}

/** `const { rate } = settings`, one level, without a default. */
function element(declaration: ts.BindingElement, evaluate: Evaluate): Known | undefined {
  const holder = declaration.parent.parent;
  if (!ts.isVariableDeclaration(holder) || !holder.initializer || declaration.initializer || declaration.dotDotDotToken) {
    return undefined;
  }
  const value = evaluate(holder.initializer)?.value;
  if (typeof value !== "object" || value === null) return undefined;
  const key = ts.isArrayBindingPattern(declaration.parent)
    ? String(declaration.parent.elements.indexOf(declaration))
    : keyOf(declaration, evaluate);
  return key !== undefined && Object.hasOwn(value, key) ? { value: (value as Record<string, unknown>)[key] } : undefined;
}

function keyOf(declaration: ts.BindingElement, evaluate: Evaluate): string | undefined {
  if (declaration.propertyName) return propertyName(declaration.propertyName, evaluate);
  return ts.isIdentifier(declaration.name) ? declaration.name.text : undefined;
}
