// A closure that writes to what its outer function made is state, if it outlives the call of that function.
import { ts } from "ts-morph";
import { symbolOf } from "../context.js";
import { bare } from "../expressions/bare.js";
import { mayHoldFunctions } from "./holding.js";
import { find, type Region } from "./region.js";

/** Notes a write to `name` (or its content) from a function inside the one that declares it, where that may give functions away. */
export function inspectCaptured(region: Region, written: ts.Expression): void {
  const { context } = region;
  const name = bare(written);
  const declaration = ts.isIdentifier(name) ? symbolOf(context, name)?.valueDeclaration : undefined;
  if (!declaration || !ts.isIdentifier(name)) return;
  const owner = ts.findAncestor(declaration, ts.isFunctionLike);
  if (owner === ts.findAncestor(name.parent, ts.isFunctionLike)) return;
  for (let outer: ts.Node | undefined = owner; outer; outer = ts.findAncestor(outer.parent, ts.isFunctionLike)) {
    if (!ts.isFunctionLike(outer) || !region.roots.some((root) => isAround(root, outer as ts.Node))) return;
    const signature = context.checker.getSignatureFromDeclaration(outer as ts.SignatureDeclaration);
    if (!signature || !mayHoldFunctions(context, context.checker.getReturnTypeOfSignature(signature))) continue;
    find(region, "state-shared", name, { name: name.text, reason: "a function that outlives this call changes it" });
    return;
  }
}

const isAround = (root: ts.Node, node: ts.Node): boolean =>
  root.getSourceFile() === node.getSourceFile() && root.pos <= node.pos && root.end >= node.end;
