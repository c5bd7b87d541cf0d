// `onSuccess` and `onFailure`: the expressions that name their steps.
import { ts } from "ts-morph";
import type { Authored } from "./authored.js";
import { type Evaluate, propertyName } from "./constants.js";
import type { DefineContext } from "./context.js";
import type { PipelineDefinition } from "./definitions.js";
import { declarationOf, unwrap } from "./resolve.js";

export const hookNames = ["onSuccess", "onFailure"] as const;

/** The hooks of a pipeline's options, wherever the options object stands. */
export function readHooks(authored: Authored, evaluate: Evaluate, context: DefineContext): PipelineDefinition["hooks"] {
  const object = authored.options && objectBehind(authored.options, context);
  const hooks: { onSuccess?: ts.Expression; onFailure?: ts.Expression } = {};
  for (const property of object?.properties ?? []) {
    const name = property.name && propertyName(property.name, evaluate);
    const hook = hookNames.find((one) => one === name);
    if (!hook) continue;
    if (ts.isPropertyAssignment(property)) hooks[hook] = unwrap(property.initializer);
    else if (ts.isShorthandPropertyAssignment(property)) hooks[hook] = property.name;
  }
  return hooks;
}

function objectBehind(expression: ts.Expression, context: DefineContext): ts.ObjectLiteralExpression | undefined {
  const plain = unwrap(expression);
  if (ts.isObjectLiteralExpression(plain)) return plain;
  const declaration = declarationOf(plain, context.checker);
  const value =
    declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer && unwrap(declaration.initializer) : undefined;
  return value && ts.isObjectLiteralExpression(value) ? value : undefined;
}
