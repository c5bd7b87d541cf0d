// What all of lowering shares while one pipeline is lowered: where findings go, and what has been made so far.
import { ts } from "ts-morph";
import type { GlueId, NodeId, StepName, VariableId } from "../../runtime/contract/index.js";
import type { Definitions, PipelineDefinition } from "../define/definitions.js";
import type { Span } from "../diagnostics/index.js";
import { type Code, type Diagnostic, diagnose } from "../diagnostics/index.js";
import type { GlueDefinition, StepDefinition } from "../ir/index.js";
import type { Loaded } from "../load/loaded.js";
import { spanOf } from "../load/span.js";
import type { Attempt } from "./attempt.js";
import { changeFor } from "./changes/index.js";
import type { Facts } from "./facts.js";
import type { Names } from "./names.js";

/** A call that somebody must await; `awaited` is set by whoever does. */
export interface PromiseToken {
  readonly node: ts.Node;
  awaited: boolean;
  /** The `try` in whose body it was made: only there may it be awaited. */
  readonly attempt: Attempt | null;
}

export interface Context {
  readonly definition: PipelineDefinition;
  readonly definitions: Definitions;
  readonly loaded: Loaded;
  readonly checker: ts.TypeChecker;
  readonly names: Names;
  readonly facts: Facts;
  readonly diagnostics: Diagnostic[];
  /** Code and place of what has been reported: an unrolled body says a thing once. */
  readonly reported: Set<string>;
  readonly glue: GlueDefinition[];
  readonly spans: Map<NodeId, Span>;
  readonly variableNames: Map<VariableId, string>;
  readonly steps: Map<StepName, StepDefinition>;
  readonly promises: PromiseToken[];
  /** Functions that are being inlined, outermost first. */
  readonly inlining: ts.Node[];
  /** Purity findings of functions, by their declaration: each is looked at once. */
  readonly functions: Map<ts.Node, unknown>;
}

type ParametersOf<C extends Code> = Parameters<typeof diagnose<C>>[2];

/** Reports `code` at `node`, once. */
export function report<C extends Code>(
  context: Context,
  code: C,
  node: ts.Node,
  parameters: ParametersOf<C>,
  more: Parameters<typeof diagnose<C>>[3] = {},
): void {
  const key = `${code} ${node.getSourceFile().fileName} ${node.pos} ${node.end}`;
  if (context.reported.has(key)) return;
  context.reported.add(key);
  const change = more.change ?? changeFor(context, code, node, parameters as object);
  context.diagnostics.push(diagnose(code, spanOf(node, context.loaded.cwd), parameters, { ...more, change }));
}

/** A new variable, `name$n`. */
export function newVariable(context: Context, name: string): VariableId {
  const variable = context.names.variable(name);
  context.variableNames.set(variable, name);
  return variable;
}

/** The most nodes of one pipeline. */
export const nodeLimit = 10_000;

/** Reports a pipeline that has grown too large: inlined helpers that call helpers multiply. */
export function isTooLarge(context: Context, node: ts.Node): boolean {
  if (context.spans.size < nodeLimit) return false;
  report(context, "pipeline-too-large", node, { limit: nodeLimit });
  return true;
}

/** Registers glue text and returns its id. */
export function addGlue(context: Context, text: string, node: ts.Node): GlueId {
  const id = context.names.glue();
  context.glue.push({ id, text, module: node.getSourceFile().fileName, span: spanOf(node, context.loaded.cwd) });
  return id;
}

/** The symbol that an identifier denotes as a value; of a shorthand property, the variable's. Not resolved through imports. */
export function symbolOf(context: Context, node: ts.Identifier): ts.Symbol | undefined {
  return context.facts.symbols.get(node) ?? lookUp(context, node);
}

function lookUp(context: Context, node: ts.Identifier): ts.Symbol | undefined {
  const { parent } = node;
  const symbol =
    parent && ts.isShorthandPropertyAssignment(parent) && parent.name === node
      ? context.checker.getShorthandAssignmentValueSymbol(parent)
      : context.checker.getSymbolAtLocation(node);
  if (symbol) context.facts.symbols.set(node, symbol);
  return symbol;
}

/** The symbol behind imports and re-exports. */
export function resolved(context: Context, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? context.checker.getAliasedSymbol(symbol) : symbol;
}
