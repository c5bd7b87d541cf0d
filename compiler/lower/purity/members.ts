// Members by which JavaScript gives more than data, wherever a pipeline's body reads them, also where the reading is structure.
import { ts } from "ts-morph";
import { type Context, report } from "../context.js";
import { isCaughtName } from "../errors.js";
import { globalName } from "./globals.js";
import { isLibraryType } from "./text.js";

/** Names through which an object gives its class, its prototype, code out of texts. */
export const reachingNames: ReadonlySet<string> = new Set(["constructor", "__proto__", "prototype"]);

/** Reports every such member that is read or taken apart in `root`. */
export function checkMembers(context: Context, root: ts.Node): void {
  const look = (node: ts.Node): void => {
    // Of what JavaScript's global objects have, their own table says more.
    const refused = isOfGlobal(context, node) ? undefined : refusedMember(context, node);
    if (refused?.code === "call-impure") report(context, "call-impure", node, stackParameters);
    else if (refused) report(context, "syntax-unsupported", node, { construct: `"${refused.name}"` });
    ts.forEachChild(node, look);
  };
  look(root);
}

export const stackParameters = { name: "Error.stack", instead: 'Read its "message".' };

/** The member that an access or a part of a pattern may not read. */
export function refusedMember(
  context: Context,
  node: ts.Node,
): { readonly code: "call-impure" | "syntax-unsupported"; readonly name: string } | undefined {
  const name = memberOf(node);
  if (name === undefined) return undefined;
  if (reachingNames.has(name)) return { code: "syntax-unsupported", name };
  if (name !== "stack") return undefined;
  const holder = ts.isBindingElement(node) ? node.parent : (node as ts.AccessExpression).expression;
  // A caught error has a code of its own.
  if (ts.isExpression(holder) && isCaughtName(context, holder)) return undefined;
  return isLibraryType(context, context.checker.getTypeAtLocation(holder), "Error") ? { code: "call-impure", name } : undefined;
}

function isOfGlobal(context: Context, node: ts.Node): boolean {
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return false;
  return ts.isIdentifier(node.expression) && globalName(context, node.expression) !== undefined;
}

function memberOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node))
    return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
  if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent)) return undefined;
  const name = node.propertyName ?? node.name;
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;
}
