// Names given to values: declarations, parameters and destructuring, with defaults and rest.
import { ts } from "ts-morph";
import { usesOf } from "../../runtime/contract/index.js";
import { lowerBranch } from "./branch.js";
import { report, symbolOf } from "./context.js";
import { errorMembers } from "./errors.js";
import { isListType } from "./expressions/array.js";
import { lowerSettled, settled } from "./expressions/index.js";
import { propertyKey } from "./expressions/object.js";
import { emitLet, type Frame, mayThrow, named, ownGlue, variableOf, wrapped } from "./frame.js";
import { renderExpression } from "./glue/render.js";
import { checkOpaque } from "./purity/opaque.js";
import { brokenValue, listValue, objectValue, referenceTo, selectFrom, shared, type Value } from "./value.js";

/** Binds the pipeline's parameters. Defaults that the schema has are filled in when a run starts; the others are computed here. */
export function bindParameters(frame: Frame, pattern: ts.BindingName, value: Value, defaults: ReadonlySet<string>): void {
  if (ts.isObjectBindingPattern(pattern)) bindObject(frame, pattern, value, defaults);
  else bindPattern(frame, pattern, value);
}

/** Binds every name of `pattern` to its part of `value`. */
export function bindPattern(frame: Frame, pattern: ts.BindingName, value: Value, initializer?: ts.Expression): void {
  const name = ts.isIdentifier(pattern) ? pattern.text : "value";
  const given = initializer ? withDefault(frame, value, initializer, name) : value;
  if (ts.isIdentifier(pattern)) {
    const symbol = symbolOf(frame.context, pattern);
    if (symbol) frame.environment.set(symbol, named(frame, given, pattern, name));
    return;
  }
  if (given.error) {
    bindError(frame, pattern, given);
    return;
  }
  // What iterates once is spread before it gets a name.
  const once = ts.isArrayBindingPattern(pattern) && !given.elements && !isArrayPattern(frame, pattern);
  const plain = settled(frame, given, pattern);
  const whole = once ? plain : named(frame, plain, pattern, name);
  const type = frame.context.checker.getTypeAtLocation(pattern);
  if (!initializer && !whole.broken && checkOpaque(frame.context, type, pattern)) {
    bindBroken(frame, pattern);
    return;
  }
  if (ts.isObjectBindingPattern(pattern)) bindObject(frame, pattern, shared(whole));
  else bindArray(frame, pattern, shared(whole));
}

/** `const { name, message } = error as Error`. */
function bindError(frame: Frame, pattern: ts.ObjectBindingPattern | ts.ArrayBindingPattern, value: Value): void {
  for (const element of pattern.elements) {
    if (ts.isOmittedExpression(element)) continue;
    const key =
      ts.isObjectBindingPattern(pattern) && !element.dotDotDotToken ? (element.propertyName ?? element.name).getText() : "";
    if (errorMembers.has(key)) bindPattern(frame, element.name, selectFrom(value, key), element.initializer);
    else {
      report(frame.context, "error-not-data", element, {});
      bindBroken(frame, element.name);
    }
  }
}

function bindObject(frame: Frame, pattern: ts.ObjectBindingPattern, value: Value, filled: ReadonlySet<string> = new Set()): void {
  const taken: string[] = [];
  for (const element of pattern.elements) {
    if (element.dotDotDotToken) {
      bindPattern(frame, element.name, restOfObject(frame, value, taken, element));
      continue;
    }
    const key = propertyKey(frame, (element.propertyName ?? element.name) as ts.PropertyName);
    if (key === undefined) {
      report(frame.context, "syntax-unsupported", element, { construct: "a computed name in a destructuring" });
      bindBroken(frame, element.name);
      continue;
    }
    taken.push(key);
    const initializer = filled.has(key) ? undefined : element.initializer;
    bindPattern(frame, element.name, value.broken ? brokenValue : selectFrom(value, key), initializer);
  }
}

function bindArray(frame: Frame, pattern: ts.ArrayBindingPattern, value: Value): void {
  const list = value.elements || value.broken || isArrayPattern(frame, pattern) ? value : spreadOut(frame, value, pattern);
  for (const [index, element] of pattern.elements.entries()) {
    if (ts.isOmittedExpression(element)) continue;
    const part = list.broken
      ? brokenValue
      : element.dotDotDotToken
        ? restOfList(frame, list, index, element)
        : selectFrom(list, index);
    bindPattern(frame, element.name, part, element.initializer);
  }
}

/** `x === undefined ? initializer : x`. */
function withDefault(frame: Frame, value: Value, initializer: ts.Expression, name: string): Value {
  if (value.broken) return value;
  if (value.expression.kind === "undefined" && !value.function) return lowerSettled(frame, initializer);
  if (value.constant || value.elements || value.fields || value.function) return value;
  const variable = variableOf(frame, value, initializer, name);
  if (!frame.context.facts.hasSteps(initializer)) {
    const other = lowerSettled(frame, initializer);
    if (other.broken) return other;
    if (!mayThrow(other.expression)) {
      const plain = named(frame, other, initializer, name).expression;
      const uses = [...new Set([variable, ...usesOf(plain)])];
      const body = `${variable} === undefined ? ${renderExpression(plain)} : ${variable}`;
      return { expression: ownGlue(frame.context, uses, uses, body, initializer) };
    }
  }
  // The initialiser holds steps, or may throw: it must not be evaluated where the value is there.
  const absent = ownGlue(frame.context, [variable], [variable], `${variable} === undefined`, initializer);
  return lowerBranch(frame, {
    condition: absent,
    effect: frame.context.facts.hasEffects(initializer),
    source: initializer,
    name,
    whenTrue: (side) => lowerSettled(side, initializer),
    whenFalse: () => referenceTo(variable),
  }) as Value;
}

function restOfObject(frame: Frame, value: Value, taken: readonly string[], source: ts.Node): Value {
  if (value.broken) return brokenValue;
  if (value.fields) return { ...objectValue(new Map([...value.fields].filter(([key]) => !taken.includes(key)))), fresh: true };
  const variable = variableOf(frame, value, source, "whole");
  const names = taken.map((key, index) => `${JSON.stringify(key)}: _${index}`);
  const body = `(({ ${[...names, "...rest"].join(", ")} }) => rest)(${variable})`;
  return { expression: ownGlue(frame.context, [variable], [variable], body, source), fresh: true };
}

function restOfList(frame: Frame, value: Value, start: number, source: ts.Node): Value {
  if (value.elements) return { ...listValue(value.elements.slice(start)), fresh: true };
  const variable = variableOf(frame, value, source, "whole");
  return { expression: ownGlue(frame.context, [variable], [variable], `${variable}.slice(${start})`, source), fresh: true };
}

/** Destructuring a Set, Map or text takes what iteration gives. */
function spreadOut(frame: Frame, value: Value, source: ts.Node): Value {
  const { expression } = wrapped(frame, value, (inner) => `[...${inner}]`, source);
  return emitLet(frame, expression, source, "items", true);
}

function isArrayPattern(frame: Frame, pattern: ts.ArrayBindingPattern): boolean {
  const { parent } = pattern;
  if (ts.isVariableDeclaration(parent) && parent.initializer)
    return isListType(frame, parent.initializer) || isAwaitedList(frame, parent);
  const { checker } = frame.context;
  const type = checker.getTypeAtLocation(parent);
  return checker.isArrayType(type) || checker.isTupleType(type);
}

function isAwaitedList(frame: Frame, declaration: ts.VariableDeclaration): boolean {
  const { checker } = frame.context;
  const type = declaration.initializer && checker.getAwaitedType(checker.getTypeAtLocation(declaration.initializer));
  return type !== undefined && (checker.isArrayType(type) || checker.isTupleType(type));
}

function bindBroken(frame: Frame, pattern: ts.BindingName): void {
  if (ts.isIdentifier(pattern)) {
    const symbol = symbolOf(frame.context, pattern);
    if (symbol) frame.environment.set(symbol, brokenValue);
    return;
  }
  for (const element of pattern.elements) if (ts.isBindingElement(element)) bindBroken(frame, element.name);
}
