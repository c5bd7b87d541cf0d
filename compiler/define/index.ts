// The phase "define": finds pipelines and steps in a loaded program, checks their options, and turns types into codecs and schemas.
import type { ts } from "ts-morph";
import { type Diagnostic, diagnose } from "../diagnostics/index.js";
import type { StepDefinition } from "../ir/index.js";
import { findOwnPackage, isOwnFile, type Loaded } from "../load/index.js";
import { authoredBy, functionOf } from "./authored.js";
import { codecOf, isDataType } from "./codec.js";
import { createEvaluator, jsonOf } from "./constants.js";
import { createContext, reportingTo } from "./context.js";
import type { Definitions, PipelineDefinition } from "./definitions.js";
import { createOpaqueTypes } from "./opaqueTypes.js";
import { definePipeline, definePipelines } from "./pipelines.js";
import { declarationOf, unwrap } from "./resolve.js";
import { checkStepNames } from "./stepNames.js";
import { defineStep } from "./steps.js";
import { isPlatform } from "./typeKind.js";

export type { Definitions, PipelineDefinition } from "./definitions.js";
export { explanationsOf } from "./explain.js";

/** Definitions of a program. Pipelines and the steps that they reach are found at once, other steps when they are asked for; everything is memoised. */
export function define(loaded: Loaded): Definitions {
  const own = findOwnPackage();
  const diagnostics: Diagnostic[] = [];
  const stepDiagnostics: Diagnostic[] = [];
  const context = createContext(loaded, (file) => isOwnFile(own, file), diagnostics);
  const stepContext = reportingTo(context, stepDiagnostics);
  const evaluate = createEvaluator(loaded.checker);
  const steps = new Map<ts.Node, StepDefinition | undefined>();
  const dataTypes = new Map<ts.Type, boolean>();
  const opaque = createOpaqueTypes((file) => isPlatform(file, context));
  let seen = 0;
  const valueContext = { ...context, opaque };

  const pipelines = loaded.files.flatMap((file) => definePipelines(file, evaluate, context));
  const unique = [...new Map(pipelines.map((pipeline) => [pipeline.run, pipeline])).values()];
  checkNames(unique, diagnostics);

  const declarationBehind = (expression: ts.Expression): ts.Node | undefined => {
    const plain = unwrap(expression);
    // A step that is defined where it is used: there is no const, which `defineStep` reports.
    return authoredBy(plain, context) ? plain : declarationOf(plain, loaded.checker);
  };
  const stepOf = (expression: ts.Expression): StepDefinition | undefined => {
    const declaration = declarationBehind(expression);
    if (declaration === undefined) return undefined;
    if (!steps.has(declaration)) steps.set(declaration, defineStep(declaration, evaluate, stepContext, opaque));
    return steps.get(declaration);
  };
  for (const pipeline of unique) checkStepNames(pipeline, stepOf, stepContext);
  return {
    pipelines: unique,
    diagnostics,
    stepOf,
    stepDiagnostics: () => stepDiagnostics,
    pipelineOf(expression) {
      const declaration = declarationOf(expression, loaded.checker);
      const found = declaration && definePipeline(declaration, evaluate, reportingTo(context, []));
      return found && (unique.find((one) => one.run === found.run) ?? found);
    },
    functionOf: (expression) => {
      const found = functionOf(expression, context);
      return found?.getSourceFile().isDeclarationFile ? undefined : found;
    },
    isData(type) {
      if (opaque.size() !== seen) dataTypes.clear();
      seen = opaque.size();
      const known = dataTypes.get(type) ?? isDataType(type, valueContext);
      dataTypes.set(type, known);
      return known;
    },
    codecOf(type) {
      const result = codecOf(type, valueContext);
      return result.ok ? result.codec : null;
    },
    constantOf: (expression) => jsonOf(evaluate(expression)),
  };
}

function checkNames(pipelines: readonly PipelineDefinition[], diagnostics: Diagnostic[]): void {
  const first = new Map<string, PipelineDefinition>();
  for (const pipeline of pipelines) {
    const other = first.get(pipeline.name);
    if (other === undefined) first.set(pipeline.name, pipeline);
    else {
      const related = [{ span: other.span, label: "the other one" }];
      diagnostics.push(diagnose("pipeline-name-taken", pipeline.span, { name: pipeline.name }, { related }));
    }
  }
}
