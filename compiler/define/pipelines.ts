// Pipelines: `export const digits = pipeline({ … }, async ({ … }) => …)` → PipelineDefinition.
import { basename } from "node:path";
import { ts } from "ts-morph";
import { diagnose } from "../diagnostics/index.js";
import { type Authored, authoredBy, functionOf } from "./authored.js";
import type { Evaluate } from "./constants.js";
import type { DefineContext } from "./context.js";
import type { PipelineDefinition } from "./definitions.js";
import { readHooks } from "./hooks.js";
import { descriptionOf } from "./jsdoc.js";
import { readParameters } from "./parameters.js";
import { readPipelineOptions } from "./pipelineOptions.js";
import { endOf, followAlias } from "./resolve.js";
import { namePattern } from "./scalars.js";

/** A pipeline call and the declaration that holds it. */
interface Found {
  readonly authored: Authored;
  readonly declaration: ts.VariableDeclaration | ts.ExportAssignment;
  readonly exportName: string;
}

/** The pipelines that a file exports, in order of position; those of other modules that it re-exports come where they stand there. */
export function definePipelines(file: ts.SourceFile, evaluate: Evaluate, context: DefineContext): readonly PipelineDefinition[] {
  const found = exportedPipelines(file, context);
  const calls = new Set(found.map((one) => one.authored.call));
  const hidden = topLevel(file).filter((declaration) => {
    const authored = declaration.initializer && authoredBy(declaration.initializer, context);
    return authored?.name === "pipeline" && !calls.has(authored.call);
  });
  for (const declaration of hidden) {
    const { file: name, start } = context.spanOf(declaration.parent.parent);
    const change = { span: { file: name, start, end: start }, text: "export " };
    const parameters = { name: declaration.name.getText() };
    context.report(diagnose("pipeline-not-exported", context.spanOf(declaration.name), parameters, { change }));
  }
  if (found.length === 0 && hidden.length === 0) {
    const top = { offset: 0, line: 1, column: 1 };
    const span = { ...context.spanOf(file), start: top, end: top };
    context.report(diagnose("pipeline-missing", span, { file: span.file }));
  }
  return found.flatMap((one) => readPipeline(one, evaluate, context) ?? []);
}

function exportedPipelines(file: ts.SourceFile, context: DefineContext): readonly Found[] {
  const { checker } = context;
  const module = checker.getSymbolAtLocation(file);
  const byCall = new Map<ts.CallExpression, Found>();
  for (const symbol of module ? checker.getExportsOfModule(module) : []) {
    const declaration = endOf(followAlias(symbol, checker), checker);
    const found = declaration && pipelineAt(declaration, symbol.name, context);
    // `export default digits` beside `export const digits` is the same pipeline: the const names it.
    if (found && (!byCall.has(found.authored.call) || symbol.name !== "default")) byCall.set(found.authored.call, found);
  }
  return [...byCall.values()].sort((a, b) => a.authored.call.getStart() - b.authored.call.getStart());
}

function pipelineAt(declaration: ts.Declaration, exportName: string, context: DefineContext): Found | undefined {
  const value = ts.isVariableDeclaration(declaration)
    ? declaration.initializer
    : ts.isExportAssignment(declaration)
      ? declaration.expression
      : undefined;
  const authored = value && authoredBy(value, context);
  if (authored?.name !== "pipeline") return undefined;
  return { authored, declaration: declaration as Found["declaration"], exportName };
}

function topLevel(file: ts.SourceFile): readonly ts.VariableDeclaration[] {
  return file.statements.flatMap((statement) =>
    ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : [],
  );
}

/** The pipeline that a declaration holds; undefined where it holds none. */
export function definePipeline(
  declaration: ts.Declaration,
  evaluate: Evaluate,
  context: DefineContext,
): PipelineDefinition | undefined {
  const name = ts.getNameOfDeclaration(declaration);
  const found = pipelineAt(declaration, name && ts.isIdentifier(name) ? name.text : "default", context);
  return found && readPipeline(found, evaluate, context);
}

function readPipeline(
  { authored, declaration, exportName }: Found,
  evaluate: Evaluate,
  context: DefineContext,
): PipelineDefinition | undefined {
  const run = authored.run && functionOf(authored.run, context);
  if (run === undefined) {
    context.report(diagnose("pipeline-function", context.spanOf(authored.run ?? authored.call), {}));
    return undefined;
  }
  const place = ts.getNameOfDeclaration(declaration) ?? authored.call.expression;
  const symbol = context.checker.getSymbolAtLocation(place);
  const { options, name: given } = readPipelineOptions(authored, descriptionOf(symbol, context), evaluate, context);
  const file = declaration.getSourceFile().fileName;
  const name = given ?? (exportName === "default" ? basename(file).replace(/\..*$/, "") : exportName);
  if (given === undefined && !namePattern.test(name)) {
    context.report(diagnose("name-invalid", context.spanOf(place), { what: "pipeline", name }));
  }
  return {
    name,
    exportName,
    file,
    span: context.spanOf(place),
    options,
    run,
    parameters: readParameters(run, evaluate, context),
    hooks: readHooks(authored, evaluate, context),
  };
}
