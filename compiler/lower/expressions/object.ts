// Object literals stay structure where their keys are known.
import { ts } from "ts-morph";
import { report } from "../context.js";
import type { Frame } from "../frame.js";
import { lowerGlue } from "../glue/index.js";
import { brokenValue, objectValue, type Value } from "../value.js";
import { lowerExpression, lowerRead, settled } from "./index.js";
import { fold, knownChain } from "./known.js";

export function lowerObject(frame: Frame, node: ts.ObjectLiteralExpression): Value {
  const member = node.properties.find((property) => ts.isMethodDeclaration(property) || ts.isAccessor(property));
  if (member) {
    report(frame.context, "syntax-unsupported", member, { construct: "a method or accessor of an object" });
    return brokenValue;
  }
  if (!node.properties.every((property) => isKnown(frame, property))) return lowerGlue(frame, node);
  const fields = new Map<string, Value>();
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      for (const [key, value] of lowerRead(frame, property.expression).fields ?? []) fields.set(key, value);
    } else if (ts.isShorthandPropertyAssignment(property)) {
      fields.set(property.name.text, settled(frame, lowerExpression(frame, property.name), property));
    } else if (ts.isPropertyAssignment(property)) {
      const key = propertyKey(frame, property.name) as string;
      fields.set(key, settled(frame, lowerExpression(frame, property.initializer), property.initializer));
    }
  }
  return { ...objectValue(fields), fresh: true };
}

function isKnown(frame: Frame, property: ts.ObjectLiteralElementLike): boolean {
  if (ts.isSpreadAssignment(property)) return knownChain(frame, property.expression)?.fields !== undefined;
  return property.name !== undefined && propertyKey(frame, property.name) !== undefined;
}

/** The name of a property, where it is known; `__proto__` is none. */
export function propertyKey(frame: Frame, name: ts.PropertyName): string | undefined {
  const key = ts.isComputedPropertyName(name)
    ? fold(frame, name.expression)?.value
    : ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)
      ? name.text
      : undefined;
  return (typeof key === "string" || typeof key === "number") && key !== "__proto__" ? String(key) : undefined;
}
