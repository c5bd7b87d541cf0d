// Values said so that they are the same everywhere: texts with a locale or a time zone, errors as texts, iterators as lists.
import { ts } from "ts-morph";
import { type Context, resolved, symbolOf } from "../context.js";
import { isErrorType } from "../errors.js";
import { bare } from "../expressions/bare.js";
import { localeArgument } from "../purity/builtins.js";
import { isLibraryType } from "../purity/text.js";
import { type Changer, type Edit, insert, replace } from "./edit.js";

/** What is not pure, and has a pure sister. */
export const pureInstead: Changer = (node, { name, near }, context) => {
  if (name === "Error.stack") return messageInstead(node);
  if (name === "Date.toString") return timeAsText(node, context);
  if (typeof name !== "string") return undefined;
  const [type = "", method = ""] = name.split(".");
  const place = localeArgument(type, method);
  if (place !== undefined && ts.isCallExpression(node)) return withLocale(node, place);
  if (typeof near === "string" && ts.isPropertyAccessExpression(node)) return replace(node, near);
  return undefined;
};

function withLocale(node: ts.CallExpression, place: number): Edit | undefined {
  const given = node.arguments[place];
  if (given) return replace(given, '"en"');
  if (node.arguments.length !== place) return undefined;
  return insert(node.getEnd() - 1, place === 0 ? '"en"' : ', "en"');
}

function messageInstead(node: ts.Node): Edit | undefined {
  return ts.isPropertyAccessExpression(node) ? replace(node.name, "message") : undefined;
}

function timeAsText(node: ts.Node, context: Context): Edit | undefined {
  if (!ts.isExpression(node) || !isLibraryType(context, context.checker.getTypeAtLocation(node), "Date")) return undefined;
  const needs = ts.isBinaryExpression(node) || ts.isConditionalExpression(node);
  return needs ? replace(node, `(${node.getText()}).toISOString()`) : insert(node.getEnd(), ".toISOString()");
}

/** A text of a time that lacks its zone. */
export const withZone: Changer = (node, { text }) => {
  const [time] = ts.isNewExpression(node) ? (node.arguments ?? []) : [];
  if (text === undefined || !time) return undefined;
  const inner = bare(time);
  const isTime = /T\d\d:\d\d(:\d\d(\.\d+)?)?$/;
  if (ts.isStringLiteralLike(inner)) return isTime.test(inner.text) ? insert(inner.getEnd() - 1, "Z") : undefined;
  const end = ts.isTemplateExpression(inner) ? inner.templateSpans.at(-1)?.literal.text : undefined;
  return end !== undefined && /\d\d:\d\d(\.\d+)?$|:\d\d$/.test(end) ? insert(inner.getEnd() - 1, "Z") : undefined;
};

/** An iterator as a value: a list of it. */
export const listOf: Changer = (node) => replace(node, `[...${node.getText()}]`);

/** A caught error as a value: its message. */
export const messageOf: Changer = (node, _, context) => {
  if (!ts.isExpression(node) || !ts.isIdentifier(bare(node))) return undefined;
  const given = node.getText();
  const isSimple = ts.isIdentifier(node) || ts.isParenthesizedExpression(node);
  const text = isErrorType(context, node) ? `${isSimple ? given : `(${given})`}.message` : `(${given} as Error).message`;
  return ts.isShorthandPropertyAssignment(node.parent) ? insert(node.getEnd(), `: ${text}`) : replace(node, text);
};

/** `throw "text"`: an Error with that text. */
export const throwError: Changer = (node, _, context) => {
  const thrown = ts.isThrowStatement(node) ? node.expression : ts.isExpression(node) ? node : undefined;
  if (!thrown) return undefined;
  const isText = (context.checker.getTypeAtLocation(thrown).flags & ts.TypeFlags.StringLike) !== 0;
  return isText ? replace(thrown, `new Error(${thrown.getText()})`) : undefined;
};

/** An async function that is no step: a step, where its module has `step` at hand. */
export const stepInstead: Changer = (node, _, context) => {
  const symbol = ts.isIdentifier(node) ? symbolOf(context, node) : undefined;
  const declaration = symbol && resolved(context, symbol).valueDeclaration;
  if (!declaration || !importsStep(declaration.getSourceFile())) return undefined;
  const file = declaration.getSourceFile();
  if (ts.isVariableDeclaration(declaration) && declaration.initializer && ts.isSourceFile(declaration.parent.parent.parent))
    return { ...replace(declaration.initializer, `step(${declaration.initializer.getText()})`), file };
  if (!ts.isFunctionDeclaration(declaration) || !declaration.name || !ts.isSourceFile(declaration.parent)) return undefined;
  const modifiers = declaration.modifiers?.filter((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) ?? [];
  const [async] = modifiers;
  if (!async) return undefined;
  const text = `const ${declaration.name.text} = step(${file.text.slice(async.getStart(), declaration.getEnd())});`;
  return { from: async.getStart(), to: declaration.getEnd(), text, file };
};

function importsStep(file: ts.SourceFile): boolean {
  return file.statements.some((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return false;
    const bindings = statement.importClause?.namedBindings;
    if (statement.moduleSpecifier.text !== "zenc" || !bindings || !ts.isNamedImports(bindings)) return false;
    return bindings.elements.some((element) => element.name.text === "step" && !element.propertyName);
  });
}
