// Recognises calls of zenc's authoring functions, under whatever name they were imported.
import { ts } from "ts-morph";
import type { StepKind } from "../../runtime/contract/index.js";
import type { DefineContext } from "./context.js";
import { declarationOf, unwrap } from "./resolve.js";

export type AuthoringName = StepKind | "pipeline";
const names: ReadonlySet<string> = new Set(["step", "trainer", "evaluator", "deployer", "pipeline"] satisfies AuthoringName[]);

/** `step(…)`, `pipeline(…)` … as an expression. */
export interface Authored {
  readonly name: AuthoringName;
  readonly call: ts.CallExpression;
  readonly options: ts.Expression | undefined;
  /** The author's function; undefined where the call has none. */
  readonly run: ts.Expression | undefined;
}

/** The authoring call that an expression is, or undefined. */
export function authoredBy(expression: ts.Expression, context: DefineContext): Authored | undefined {
  const call = unwrap(expression);
  if (!ts.isCallExpression(call)) return undefined;
  const name = authoringName(call.expression, context);
  if (name === undefined) return undefined;
  const [first, second] = call.arguments;
  return { name, call, options: second === undefined ? undefined : first, run: second ?? first };
}

/** Which authoring function an expression denotes. */
export function authoringName(expression: ts.Expression, context: DefineContext): AuthoringName | undefined {
  const isOwn = (one: ts.Declaration) => context.isOwn(one.getSourceFile().fileName);
  // In zenc's own sources all kinds are one function: the name that the author imported decides.
  const declaration = declarationOf(expression, context.checker, isOwn);
  if (declaration === undefined || !isOwn(declaration)) return undefined;
  const name = ts.getNameOfDeclaration(declaration);
  return name && ts.isIdentifier(name) && names.has(name.text) ? (name.text as AuthoringName) : undefined;
}

export type FunctionNode = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration;

/** The function that an expression is or denotes. */
export function functionOf(expression: ts.Expression, context: DefineContext): FunctionNode | undefined {
  const plain = unwrap(expression);
  if (ts.isArrowFunction(plain) || ts.isFunctionExpression(plain)) return plain;
  const declaration = declarationOf(plain, context.checker);
  if (declaration && ts.isFunctionDeclaration(declaration) && declaration.body) return declaration;
  if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer) {
    const value = unwrap(declaration.initializer);
    if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return value;
  }
  return undefined;
}
