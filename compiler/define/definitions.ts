// What `define` gives to lowering: the pipelines and steps of a program, and what is known of types and constants.
import type { ts } from "ts-morph";
import type { Codec, Json, JsonSchema } from "../../runtime/contract/index.js";
import type { Diagnostic, Span } from "../diagnostics/index.js";
import type { PipelineOptions, StepDefinition } from "../ir/index.js";
import type { FunctionNode } from "./authored.js";

export interface PipelineDefinition {
  readonly name: string;
  readonly exportName: string;
  /** Absolute. */
  readonly file: string;
  readonly span: Span;
  readonly options: PipelineOptions;
  readonly run: ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration;
  /** Of its single object argument. Defaults that are known at compile time are in the schema; lowering carries the others as glue. */
  readonly parameters: JsonSchema;
  /** Steps that are called when the run has ended, by the expressions that name them. */
  readonly hooks: { readonly onSuccess?: ts.Expression; readonly onFailure?: ts.Expression };
}

export interface Definitions {
  /** Of the files that were asked for, in order of file and position. */
  readonly pipelines: readonly PipelineDefinition[];
  readonly diagnostics: readonly Diagnostic[];
  /**
   * The step that an expression (an identifier, `steps.train`, …) denotes, found through imports, re-exports and aliases;
   * undefined where it is no step. Its own problems are in `stepDiagnostics` once it has been asked for.
   */
  stepOf(expression: ts.Expression): StepDefinition | undefined;
  stepDiagnostics(): readonly Diagnostic[];
  pipelineOf(expression: ts.Expression): PipelineDefinition | undefined;
  /** The author's function that an expression is or denotes, found like a step; undefined for what only has a declaration. */
  functionOf(expression: ts.Expression): FunctionNode | undefined;
  /** JSON-shaped or extended data, that glue may look into; not a model, a path, a stream, a function. */
  isData(type: ts.Type): boolean;
  codecOf(type: ts.Type): Codec | null;
  /** The value of an expression that is known at compile time: literals, module constants, `as const` objects, enums, pure operators over them. */
  constantOf(expression: ts.Expression): { readonly value: Json } | undefined;
}
