// Whether a type says the truth about a value: what may be missing, asserted or assigned from elsewhere is not trusted.
import { ts } from "ts-morph";
import { type Context, symbolOf } from "../context.js";
import { bare } from "../expressions/bare.js";
import type { Frame } from "../frame.js";
import { targetsOf, writtenBy } from "../purity/targets.js";
import type { Value } from "../value.js";

/** What a proof that an expression cannot throw is about. */
export interface Proof {
  readonly context: Context;
  readonly frame: Frame;
  readonly hoisted: ReadonlyMap<ts.Node, Value>;
}

/** The value is neither null nor undefined. */
export function isSomething(proof: Proof, base: ts.Expression): boolean {
  const type = proof.context.checker.getTypeAtLocation(base);
  const parts = type.isUnion() ? type.types : [type];
  const nothing =
    ts.TypeFlags.Null |
    ts.TypeFlags.Undefined |
    ts.TypeFlags.Void |
    ts.TypeFlags.Any |
    ts.TypeFlags.Unknown |
    ts.TypeFlags.TypeParameter;
  return parts.every((part) => (part.flags & nothing) === 0) && isTrusted(proof, base);
}

/** The type says the truth: the value is no element that may be missing, and nothing was asserted about it. */
export function isTrusted(proof: Proof, node: ts.Expression): boolean {
  if (proof.hoisted.has(node)) return true;
  if (ts.isParenthesizedExpression(node)) return isTrusted(proof, node.expression);
  if (bare(node) !== node) return false;
  if (ts.isElementAccessExpression(node)) return false;
  if (ts.isPropertyAccessExpression(node)) return isDeclaredMember(proof, node.expression, node.name.text);
  if (!ts.isIdentifier(node)) return true;
  const symbol = symbolOf(proof.context, node);
  const declaration = symbol?.valueDeclaration;
  if (!declaration) return false;
  if (ts.isVariableDeclaration(declaration)) {
    if (declaration.exclamationToken || isReassigned(proof, symbol, declaration)) return false;
    return declaration.initializer === undefined || isTrusted(proof, declaration.initializer);
  }
  if (!ts.isBindingElement(declaration)) return true;
  const name = declaration.propertyName ?? declaration.name;
  return (
    ts.isObjectBindingPattern(declaration.parent) &&
    ts.isIdentifier(name) &&
    isDeclaredMember(proof, declaration.parent, name.text)
  );
}

/** A member that the type names, not one that a dictionary may have. */
function isDeclaredMember(proof: Proof, holder: ts.Node, name: string): boolean {
  const type = proof.context.checker.getTypeAtLocation(holder);
  return (type.isUnion() ? type.types : [type]).every(
    (part) => part.getProperty(name) !== undefined || (part.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) !== 0,
  );
}

/** Assigned something of which the type may not say the truth. */
function isReassigned(proof: Proof, symbol: ts.Symbol, declaration: ts.VariableDeclaration): boolean {
  if (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) return false;
  const scope =
    ts.findAncestor(declaration, (node) => ts.isBlock(node) && ts.isFunctionLike(node.parent)) ?? declaration.getSourceFile();
  const writes = writesIn(proof.context, scope).get(symbol) ?? [];
  return writes.some((node) => {
    if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return false;
    if (!ts.isBinaryExpression(node) || !ts.isIdentifier(bare(node.left))) return true;
    if (node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
    // Another name is not followed: it may be this one.
    return ts.isIdentifier(node.right) || !isTrusted(proof, node.right);
  });
}

/** What writes to which variable in a function's body, looked for once. */
function writesIn(context: Context, scope: ts.Node): ReadonlyMap<ts.Symbol, readonly ts.Node[]> {
  const known = context.functions.get(scope) as ReadonlyMap<ts.Symbol, readonly ts.Node[]> | undefined;
  if (known) return known;
  const writes = new Map<ts.Symbol, ts.Node[]>();
  const look = (node: ts.Node): void => {
    const left = writtenBy(node);
    for (const place of left ? targetsOf(left).places : []) {
      const symbol = ts.isIdentifier(place) ? symbolOf(context, place) : undefined;
      if (symbol) writes.set(symbol, [...(writes.get(symbol) ?? []), node]);
    }
    ts.forEachChild(node, look);
  };
  look(scope);
  context.functions.set(scope, writes);
  return writes;
}

export function isPrimitive(proof: Proof, node: ts.Expression): boolean {
  return isPrimitiveType(proof.context.checker.getTypeAtLocation(bare(node)));
}

export function isPrimitiveType(type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  const primitive =
    ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.Null | ts.TypeFlags.Undefined;
  return parts.every((part) => (part.flags & primitive) !== 0);
}
