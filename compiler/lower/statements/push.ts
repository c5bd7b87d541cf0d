// `local.push(…)` into a list that was made here and has no other name: a new version of the list.
import { ts } from "ts-morph";
import { report, symbolOf } from "../context.js";
import { assembleList, lowerElement } from "../expressions/array.js";
import { bare } from "../expressions/bare.js";
import { emitLet, type Frame, named } from "../frame.js";
import { natureOfMethod } from "../purity/builtins.js";
import { libraryType } from "../purity/globals.js";
import { brokenValue } from "../value.js";
import { writable } from "./assignment.js";

/** Lowers a call that writes to its receiver; false where the expression is none. */
export function lowerPush(frame: Frame, node: ts.Expression): boolean {
  if (!ts.isCallExpression(node)) return false;
  const callee = bare(node.expression);
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const base = bare(callee.expression);
  const symbol = frame.context.checker.getSymbolAtLocation(callee.name);
  const type = symbol && libraryType(frame.context, symbol);
  const method = callee.name.text;
  if (!type || natureOfMethod(type, method) !== "mutating") return false;
  if (!ts.isIdentifier(base) || !symbolOf(frame.context, base)) return false;
  if (method !== "push") {
    const local = writable(frame, base, node, method);
    if (local) report(frame.context, "mutation-shared", node, { what: base.text, method });
    return true;
  }
  if (!writable(frame, base, node, method)) return true;
  const parts = node.arguments.map((argument) => {
    const part = lowerElement(frame, argument);
    return "values" in part ? { values: part.values.map((value) => named(frame, value, argument, "item")) } : part;
  });
  const local = writable(frame, base, node, method);
  if (!local) return true;
  if (parts.some((part) => ("values" in part ? part.values.some((value) => value.broken) : part.spread.broken))) {
    frame.environment.set(local.symbol, brokenValue);
    return true;
  }
  const before = local.value.elements ? { values: local.value.elements } : { spread: local.value };
  const list = assembleList([before, ...parts]);
  const isOpen = list.elements === undefined;
  frame.environment.set(local.symbol, { ...(isOpen ? { ...nameOpen(frame, list, node) } : list), fresh: true });
  return true;
}

/** A list of unknown length is given a name, or each push would repeat the ones before. */
function nameOpen(frame: Frame, list: Parameters<typeof named>[1], node: ts.Node) {
  return emitLet(frame, list.expression, node, "list", false);
}
