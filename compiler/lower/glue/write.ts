// The author's expression as JavaScript: types taken out and variables renamed by edits at the positions of tokens.
import { ts } from "ts-morph";
import { type Expression, usesOf, type VariableId } from "../../../runtime/contract/index.js";
import { report, symbolOf } from "../context.js";
import { bare, isDeclaredIn } from "../expressions/bare.js";
import { knownChain } from "../expressions/known.js";
import type { Frame } from "../frame.js";
import { shared, type Value } from "../value.js";
import { renderExpression } from "./render.js";

export interface Writing {
  readonly frame: Frame;
  /** What the text is made of: names declared inside are the text's own. */
  readonly roots: ts.Node[];
  /** Parts that stand in the structure: their values take their places. */
  readonly hoisted: ReadonlyMap<ts.Node, Value>;
  /** Variables of the pipeline that the text assigns, by the names that it keeps them under. */
  readonly assigned: ReadonlyMap<ts.Symbol, string>;
  /** Take `async` and `await` out. */
  readonly synchronous: boolean;
  /** A `return` of the text itself, not of a function in it, gives these too: the variables as they are then. */
  returns?: readonly string[] | undefined;
  /** The variables read, each once, in order. */
  readonly uses: Set<VariableId>;
  /** A value that something has been reported about was read. */
  broken: boolean;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text of `node`. */
export function writeJavaScript(writing: Writing, node: ts.Node): string {
  const edits: Edit[] = [];
  visit(writing, node, edits);
  const source = node.getSourceFile().text;
  let text = "";
  let at = node.getStart();
  for (const edit of edits.sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at) continue; // Inside what has been replaced.
    text += source.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + source.slice(at, node.getEnd());
}

/** The text of a value of the structure. */
export function writeValue(writing: Writing, value: Value, node: ts.Node): string {
  if (value.broken) writing.broken = true;
  if (value.promise) {
    value.promise.token.awaited = true; // Reported here; not again at its end.
    report(writing.frame.context, "promise-not-awaited", node, { list: value.promise.list });
    writing.broken = true;
  }
  if (value.function) return `(${writeFunction(writing, value.function)})`;
  return writeExpression(writing, value.expression);
}

function writeExpression(writing: Writing, expression: Expression): string {
  for (const use of usesOf(expression)) writing.uses.add(use);
  return renderExpression(expression);
}

function writeFunction(writing: Writing, node: ts.Node): string {
  if (writing.roots.includes(node)) {
    report(writing.frame.context, "local-function-recursive", node, {});
    writing.broken = true;
    return "undefined";
  }
  writing.roots.push(node);
  const text = writeJavaScript(writing, node);
  writing.roots.pop();
  return text;
}

function visit(writing: Writing, node: ts.Node, edits: Edit[]): void {
  const remove = (start: number, end: number) => {
    if (end > start) edits.push({ start, end, text: "" });
  };
  const replace = (part: ts.Node, text: string) => edits.push({ start: part.getStart(), end: part.getEnd(), text });
  const into = (part: ts.Node | undefined) => {
    if (part) visit(writing, part, edits);
  };

  const hoisted = writing.hoisted.get(node);
  if (hoisted) {
    replace(node, writeValue(writing, hoisted, node));
    return;
  }
  if (ts.isIdentifier(node)) {
    const text = renamed(writing, node);
    if (text !== undefined) replace(node, text);
    return;
  }
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    const known = isAssigned(writing, node) ? undefined : knownChain(writing.frame, node, writing.roots);
    if (known) {
      replace(node, writeValue(writing, known, node));
      return;
    }
    into(node.expression);
    if (ts.isElementAccessExpression(node)) into(node.argumentExpression);
    return;
  }
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)) {
    into(node.expression);
    remove(node.expression.getEnd(), node.getEnd());
    return;
  }
  if (ts.isTypeAssertionExpression(node)) {
    remove(node.getStart(), node.expression.getStart());
    into(node.expression);
    return;
  }
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
    remove(node.getStart(), node.getEnd());
    return;
  }
  if (ts.isShorthandPropertyAssignment(node)) {
    const text = renamed(writing, node.name);
    if (text !== undefined) replace(node.name, `${node.name.text}: ${text}`);
    into(node.objectAssignmentInitializer);
    return;
  }
  if (ts.isPropertyAssignment(node)) {
    if (ts.isComputedPropertyName(node.name)) into(node.name.expression);
    into(node.initializer);
    return;
  }
  if (ts.isBindingElement(node)) {
    if (node.propertyName && ts.isComputedPropertyName(node.propertyName)) into(node.propertyName.expression);
    into(node.name);
    into(node.initializer);
    return;
  }
  if (ts.isParameter(node) || ts.isVariableDeclaration(node)) {
    const mark = ts.isParameter(node) ? node.questionToken : node.exclamationToken;
    into(node.name);
    remove(node.name.getEnd(), (node.type ?? mark ?? node.name).getEnd());
    into(node.initializer);
    return;
  }
  if (ts.isReturnStatement(node) && writing.returns) {
    const values = writing.returns.map((name) => `, ${name}`).join("");
    if (!node.expression) replace(node, `return [true, undefined${values}];`);
    else {
      edits.push({ start: node.expression.getStart(), end: node.expression.getStart(), text: "[true, (" });
      into(node.expression);
      edits.push({ start: node.expression.getEnd(), end: node.expression.getEnd(), text: `)${values}]` });
    }
    return;
  }
  if (ts.isAwaitExpression(node) && writing.synchronous) {
    remove(node.getStart(), node.expression.getStart());
    into(node.expression);
    return;
  }
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    if (node.typeArguments) removeAngles(node, edits);
    into(node.expression);
    node.arguments?.forEach(into);
    return;
  }
  if (ts.isFunctionLike(node) && (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node))) {
    const async = node.modifiers?.find((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
    if (async && writing.synchronous) remove(async.getStart(), async.getEnd());
    if (node.typeParameters) removeAngles(node, edits);
    node.parameters.forEach(into);
    if (node.type) {
      const colon = node
        .getChildren()
        .findLast((child) => child.kind === ts.SyntaxKind.ColonToken && child.pos < (node.type?.pos ?? 0));
      remove((colon ?? node.type).getStart(), node.type.getEnd());
    }
    // A function's own `return` is its own.
    const { returns } = writing;
    writing.returns = undefined;
    into(node.body);
    writing.returns = returns;
    return;
  }
  ts.forEachChild(node, (child) => {
    into(child);
  });
}

/** A chain from a variable that the text itself changes: what was known of it holds no more. */
function isAssigned(writing: Writing, node: ts.Expression): boolean {
  let base = bare(node);
  while (ts.isPropertyAccessExpression(base) || ts.isElementAccessExpression(base)) base = bare(base.expression);
  const symbol = ts.isIdentifier(base) ? symbolOf(writing.frame.context, base) : undefined;
  return symbol !== undefined && writing.assigned.has(symbol);
}

/** Removes `<…>` of type parameters or arguments. */
function removeAngles(node: ts.Node, edits: Edit[]): void {
  const children = node.getChildren();
  const open = children.find((child) => child.kind === ts.SyntaxKind.LessThanToken);
  const close = children.find((child) => child.kind === ts.SyntaxKind.GreaterThanToken);
  if (open && close) edits.push({ start: open.getStart(), end: close.getEnd(), text: "" });
}

/** What stands for an identifier; undefined where it stays as it is. */
function renamed(writing: Writing, node: ts.Identifier): string | undefined {
  const symbol = symbolOf(writing.frame.context, node);
  if (!symbol) return undefined;
  const assigned = writing.assigned.get(symbol);
  if (assigned !== undefined) return assigned;
  if (isDeclaredIn(symbol, writing.roots)) return undefined;
  const value = writing.frame.environment.get(symbol);
  // Code that hands a local on whole gives it a second name.
  if (value?.fresh && !isReadThrough(node)) writing.frame.environment.set(symbol, shared(value));
  return value && writeValue(writing, value, node);
}

/** A name that is only read through: `x.length`, `x[0]`, `x.map(…)`, `...x`, `of x`. */
export function isReadThrough(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return parent.expression === node;
  if (ts.isForOfStatement(parent)) return parent.expression === node;
  return ts.isSpreadElement(parent) || ts.isSpreadAssignment(parent);
}
