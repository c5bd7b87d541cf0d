// Functions that glue calls or hands on: pure if their bodies are.
import { ts } from "ts-morph";
import type { LocalFunction } from "../function.js";
import { inspect } from "./inspect.js";
import { type Finding, find, type Region } from "./region.js";

/** A function of the pipeline's body: carried as text, so what is wrong in it is shown where it stands. */
export function inspectLocalFunction(region: Region, node: LocalFunction, source: ts.Node): void {
  if (region.roots.includes(node)) return;
  if (region.context.facts.hasSteps(node)) {
    find(region, "step-in-callback", source, { method: methodAround(source) });
    return;
  }
  region.roots.push(node);
  inspect(region, node);
  region.roots.pop();
}

/** A function, or the initialiser of a constant, of a module: what is wrong in it is shown where the pipeline uses it. */
export function inspectModuleFunction(region: Region, node: ts.Node, source: ts.Expression): void {
  const { context } = region;
  if (node.getSourceFile().isDeclarationFile) {
    find(region, "call-unproven", source, { name: source.getText() });
    return;
  }
  if (ts.isFunctionLike(node) && !("body" in node && node.body)) {
    find(region, "call-unproven", source, { name: source.getText() });
    return;
  }
  if (context.facts.hasSteps(node)) {
    find(region, "step-in-callback", source, { method: methodAround(source) });
    return;
  }
  if (isAsync(node)) {
    find(region, "helper-async", source, { name: source.getText() });
    return;
  }
  const finding = findingIn(region, node);
  if (!finding) return;
  const at = finding.at ?? finding.node;
  region.findings.push({
    code: "helper-impure",
    node: source,
    parameters: { name: source.getText() },
    at,
    label: labelOf(finding),
  });
}

/** The first finding in the body, once per function; a function that calls itself is pure if the rest is. */
function findingIn(region: Region, node: ts.Node): Finding | undefined {
  const { functions } = region.context;
  if (functions.has(node)) return functions.get(node) as Finding | undefined;
  functions.set(node, undefined);
  const inner: Region = {
    ...region,
    roots: [node],
    assigned: new Set(),
    writable: new Set(),
    visiting: new Set(),
    hoisted: new Set(),
    synchronous: false,
    inPipeline: false,
    local: () => undefined,
    isError: () => false,
    findings: [],
  };
  inspect(inner, node);
  functions.set(node, inner.findings[0]);
  return inner.findings[0];
}

/** The method that a function with steps is handed to. */
function methodAround(source: ts.Node): string {
  const { parent } = source;
  if (!ts.isCallExpression(parent)) return "an expression";
  return ts.isPropertyAccessExpression(parent.expression) ? parent.expression.name.text : parent.expression.getText();
}

function labelOf(finding: Finding): string {
  const { name, construct } = finding.parameters as { readonly name?: string; readonly construct?: string };
  return finding.label ?? (name !== undefined ? `"${name}" is not pure` : (construct ?? "not pure"));
}

function isAsync(node: ts.Node): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true;
}
