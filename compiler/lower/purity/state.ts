// Module-level names that change while a program runs: glue that reads them would mean something else in every process.
import { ts } from "ts-morph";
import { type Context, resolved, symbolOf } from "../context.js";
import { bare } from "../expressions/bare.js";
import { makesPosition, positionKept } from "./patterns.js";
import { isWritten } from "./written.js";

/** Why a name of a module's is state; undefined where it is a constant. */
export function stateOf(context: Context, declaration: ts.VariableDeclaration | ts.BindingElement): string | undefined {
  const known = context.functions.get(declaration) as { readonly state: string | undefined } | undefined;
  if (known) return known.state;
  const state = computeState(context, declaration);
  context.functions.set(declaration, { state });
  return state;
}

function computeState(context: Context, declaration: ts.VariableDeclaration | ts.BindingElement): string | undefined {
  if (!(ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const)) return 'it is declared with "let"';
  const initializer = initializerOf(declaration);
  if (!initializer || ts.isArrowFunction(initializer) || ts.isLiteralExpression(initializer)) {
    return initializer && makesPosition(context, initializer) ? positionKept : undefined;
  }
  if (makesPosition(context, initializer)) return positionKept;
  return ts.isIdentifier(declaration.name) && isWritten(context, declaration.name) ? "the module changes it" : undefined;
}

/** True where everything that the constant expression is made of is constant: no name in it is state, nor what that is made of. */
export function isConstant(context: Context, node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return true;
  if (ts.isIdentifier(node)) {
    const symbol = symbolOf(context, node);
    const declaration = symbol && resolved(context, symbol).valueDeclaration;
    if (!declaration || !(ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration))) return true;
    const initializer = isOfModule(declaration) ? initializerOf(declaration) : undefined;
    return !initializer || (stateOf(context, declaration) === undefined && isConstant(context, initializer));
  }
  return ts.forEachChild(node, (child) => !isConstant(context, child) || undefined) !== true;
}

/** Declared outside of all functions, in the author's code. */
const isOfModule = (node: ts.VariableDeclaration | ts.BindingElement): boolean =>
  !node.getSourceFile().isDeclarationFile && ts.findAncestor(node, ts.isFunctionLike) === undefined;

/** What a name of a module's is made from: of a destructured one, the whole. */
export function initializerOf(declaration: ts.VariableDeclaration | ts.BindingElement): ts.Expression | undefined {
  const whole = ts.isVariableDeclaration(declaration) ? declaration : ts.walkUpBindingElementsAndPatterns(declaration);
  return whole && ts.isVariableDeclaration(whole) && whole.initializer ? bare(whole.initializer) : undefined;
}
