// The proof that glue is pure: it gives the same value for the same variables, and changes nothing but what it made itself.
import { ts } from "ts-morph";
import { diagnose } from "../../diagnostics/index.js";
import { spanOf } from "../../load/span.js";
import { type Context, report } from "../context.js";
import { bare } from "../expressions/bare.js";
import type { Frame } from "../frame.js";
import type { Value } from "../value.js";
import { holdsFunctions, isIterator } from "./holding.js";
import { inspect } from "./inspect.js";
import { type Finding, find, type Region } from "./region.js";

export type { Finding } from "./region.js";

export interface PurityRequest {
  /** Parts that stand in the structure: not looked into again. */
  readonly hoisted: ReadonlyMap<ts.Node, Value>;
  /** Variables of the pipeline that this code may assign. */
  readonly assigned: ReadonlySet<ts.Symbol>;
  /** Those whose values it may write to. */
  readonly writable?: ReadonlySet<ts.Symbol>;
  /** `async` and `await` will be taken out. */
  readonly synchronous: boolean;
}

/** Reports what is impure in `root`; true if nothing is. */
export function checkPure(frame: Frame, root: ts.Node, request: PurityRequest): boolean {
  const { context } = frame;
  const region = {
    ...regionFor(frame, root, request.writable ?? new Set()),
    assigned: request.assigned,
    hoisted: new Set(request.hoisted.keys()),
    synchronous: request.synchronous,
  };
  inspect(region, root);
  if (region.findings.length === 0 && ts.isExpression(root)) inspectResult(region, root);
  for (const finding of region.findings) say(context, finding);
  return region.findings.length === 0;
}

/** What the pipeline keeps must be data: a function or an iterator would be another one in each process. */
function inspectResult(region: Region, root: ts.Expression): void {
  const { context } = region;
  const type = context.checker.getTypeAtLocation(root);
  if (holdsFunctions(context, type)) find(region, "function-stored", root, {});
  if (!isIterator(context, type) || isConsumed(root)) return;
  find(region, "syntax-unsupported", root, {
    construct: "an iterator as a value: its first reader uses it up",
    instead: `Make a list of it: "[...${root.getText()}]".`,
  });
}

/** It is read where it is made, and once. */
function isConsumed(root: ts.Expression): boolean {
  let node: ts.Node = root;
  while (ts.isExpression(node.parent) && bare(node.parent) !== node.parent) node = node.parent;
  const { parent } = node;
  if (ts.isVariableDeclaration(parent)) return ts.isArrayBindingPattern(parent.name);
  if (ts.isCallExpression(parent)) return ["Array.from", "Object.fromEntries"].includes(parent.expression.getText());
  return ts.isForOfStatement(parent) || ts.isSpreadElement(parent) || ts.isNewExpression(parent);
}

/** The region of code in a pipeline's body. */
export function regionFor(frame: Frame, root: ts.Node, writable: ReadonlySet<ts.Symbol>): Region {
  return {
    context: frame.context,
    roots: [root],
    assigned: new Set(),
    writable,
    hoisted: new Set(),
    synchronous: false,
    inPipeline: true,
    local: (symbol) => frame.environment.get(symbol)?.function,
    isError: (symbol) => frame.environment.get(symbol)?.error === true,
    findings: [],
    visiting: new Set(),
  };
}

function say(context: Context, finding: Finding): void {
  if (finding.at) {
    const key = `helper ${finding.node.getSourceFile().fileName} ${finding.node.pos}`;
    if (context.reported.has(key)) return;
    context.reported.add(key);
    const { cwd } = context.loaded;
    context.diagnostics.push(
      diagnose(finding.code, spanOf(finding.node, cwd), finding.parameters as never, {
        related: [{ span: spanOf(finding.at, cwd), label: finding.label ?? "not pure" }],
      }),
    );
    return;
  }
  report(context, finding.code, finding.node, finding.parameters as never);
}
