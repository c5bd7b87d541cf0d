// The option `materialize` of a step as it is written: materializers of the author's own, for the whole output or for fields of it.
import { ts } from "ts-morph";
import { digestOf } from "../../runtime/contract/index.js";
import { diagnose } from "../diagnostics/index.js";
import type { MaterializerDefinition } from "../ir/index.js";
import type { Evaluate } from "./constants.js";
import { propertyName } from "./constants.js";
import type { DefineContext } from "./context.js";
import { declarationOf, isConst, isModuleLevel, unwrap } from "./resolve.js";

/** Which materializers a step names. `node` is the whole option, as TypeScript points at it. */
export type Materialize =
  | { readonly kind: "whole"; readonly by: MaterializerDefinition; readonly node: ts.Node }
  | { readonly kind: "fields"; readonly fields: ReadonlyMap<string, MaterializedField>; readonly node: ts.Node };
export interface MaterializedField {
  readonly by: MaterializerDefinition;
  readonly node: ts.Node;
}

/** Reads the option; undefined where it is wrong, which is reported. */
export function readMaterialize(
  expression: ts.Expression,
  step: string,
  evaluate: Evaluate,
  context: DefineContext,
): Materialize | undefined {
  const plain = unwrap(expression);
  if (!ts.isObjectLiteralExpression(plain)) {
    const by = materializerOf(plain, step, context);
    return by && { kind: "whole", by, node: expression.parent };
  }
  const fields = new Map<string, MaterializedField>();
  for (const property of plain.properties) {
    const name = property.name && propertyName(property.name, evaluate);
    const value = ts.isPropertyAssignment(property)
      ? property.initializer
      : ts.isShorthandPropertyAssignment(property)
        ? property.name
        : undefined;
    if (name === undefined || value === undefined) {
      context.report(diagnose("materializer-not-const", context.spanOf(property), { step }));
      return undefined;
    }
    const by = materializerOf(value, step, context);
    if (by === undefined) return undefined;
    fields.set(name, { by, node: property });
  }
  return { kind: "fields", fields, node: expression.parent };
}

function materializerOf(expression: ts.Expression, step: string, context: DefineContext): MaterializerDefinition | undefined {
  const plain = unwrap(expression);
  const declaration = declarationOf(plain, context.checker);
  if (declaration && isMaterializer(context.checker.getTypeAtLocation(plain), context)) {
    if (isOwnConst(declaration)) return definitionOf(declaration.getSourceFile().fileName, declaration.name.text, context);
    // Of a package, or a default export: as the author has imported it.
    const text = importedText(plain, context);
    if (text !== undefined && !isVariable(declaration)) return definitionOf(plain.getSourceFile().fileName, text, context);
  }
  context.report(diagnose("materializer-not-const", context.spanOf(expression), { step }));
  return undefined;
}

function definitionOf(module: string, text: string, context: DefineContext): MaterializerDefinition {
  const name = text.slice(text.lastIndexOf(".") + 1);
  return { name, module, text, standIn: digestOf(`materializer ${text} of ${module.slice(context.loaded.cwd.length)}`) };
}

/** A const at the top of one of the author's modules. */
function isOwnConst(declaration: ts.Declaration): declaration is ts.VariableDeclaration & { readonly name: ts.Identifier } {
  return (
    ts.isVariableDeclaration(declaration) &&
    ts.isIdentifier(declaration.name) &&
    isConst(declaration) &&
    isModuleLevel(declaration) &&
    !declaration.getSourceFile().isDeclarationFile
  );
}

/** A variable that may change. */
const isVariable = (declaration: ts.Declaration): boolean => ts.isVariableDeclaration(declaration) && !isConst(declaration);

/** `csv`, or `formats.csv` of `import * as formats`; undefined for what is not imported. */
function importedText(expression: ts.Expression, { checker }: DefineContext): string | undefined {
  const isAccess = ts.isPropertyAccessExpression(expression);
  const root = isAccess ? expression.expression : expression;
  const symbol = ts.isIdentifier(root) ? checker.getSymbolAtLocation(root) : undefined;
  if (!ts.isIdentifier(root) || symbol === undefined || (symbol.flags & ts.SymbolFlags.Alias) === 0) return undefined;
  return isAccess ? `${root.text}.${expression.name.text}` : root.text;
}

/** `Materializer` of zenc's own declarations. */
function isMaterializer(type: ts.Type, context: DefineContext): boolean {
  return (
    type.symbol?.name === "Materializer" &&
    type.symbol.declarations?.some((one) => context.isOwn(one.getSourceFile().fileName)) === true
  );
}
