// Lowers a pipeline's body to structure: nested blocks in single-assignment form, and glue.
import type { JsonObject, JsonSchema, VariableId } from "../../runtime/contract/index.js";
import type { Definitions, PipelineDefinition } from "../define/definitions.js";
import type { Diagnostic } from "../diagnostics/index.js";
import type { Pipeline } from "../ir/index.js";
import type { Loaded } from "../load/loaded.js";
import { relativePath } from "../load/span.js";
import { bindParameters } from "./binding.js";
import { type Context, newVariable, report } from "./context.js";
import { awaited } from "./expressions/await.js";
import { createFacts } from "./facts.js";
import { createFrame, mayThrow, named } from "./frame.js";
import { functionFlow, lowerFunctionBody } from "./function.js";
import { createNames } from "./names.js";
import { checkMembers } from "./purity/members.js";
import { stepNamesIn } from "./scan.js";
import { usedGlue } from "./unused.js";
import { referenceTo, undefinedValue } from "./value.js";

export interface Lowered {
  /** Null if there was an error. */
  readonly pipeline: Pipeline | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Lowers one pipeline. All that is wrong with its body is reported at once. */
export function lowerPipeline(definition: PipelineDefinition, definitions: Definitions, loaded: Loaded): Lowered {
  const { run } = definition;
  const context: Context = {
    definition,
    definitions,
    loaded,
    checker: loaded.checker,
    names: createNames(run.getSourceFile(), stepNamesIn(run, definitions)),
    facts: createFacts(definitions),
    diagnostics: [],
    reported: new Set(),
    glue: [],
    spans: new Map(),
    variableNames: new Map(),
    steps: new Map(),
    promises: [],
    functions: new Map(),
  };
  const frame = createFrame(context, functionFlow(run, false));
  const variable: VariableId = newVariable(context, "parameters");
  const [parameter] = run.parameters;
  if (run.asteriskToken) report(context, "syntax-unsupported", run, { construct: "a generator" });
  // The parameters' own defaults are in the schema, filled in when a run starts: the object is always there.
  if (parameter) bindParameters(frame, parameter.name, referenceTo(variable), defaultsOf(definition.parameters));
  checkMembers(context, run);
  const lowered = lowerFunctionBody(frame, run);
  const settled = lowered.promise ? awaited(frame, lowered, run) : lowered;
  const result = mayThrow(settled.expression) ? named(frame, settled, run, "result") : settled;
  for (const promise of context.promises) {
    if (!promise.awaited) report(context, "step-not-awaited", promise.node, {});
  }
  const { diagnostics } = context;
  diagnostics.sort((a, b) => (a.span?.start.offset ?? 0) - (b.span?.start.offset ?? 0));
  if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) return { pipeline: null, diagnostics };
  const expression = (lowered.broken ? undefinedValue : result).expression;
  return {
    diagnostics,
    pipeline: {
      name: definition.name,
      exportName: definition.exportName,
      file: relativePath(loaded.cwd, definition.file),
      span: definition.span,
      options: definition.options,
      parameters: { variable, schema: definition.parameters },
      steps: context.steps,
      structure: frame.nodes,
      result: expression,
      glue: usedGlue(context.glue, frame.nodes, expression),
      spans: context.spans,
      names: context.variableNames,
    },
  };
}

/** The parameters whose defaults are in the schema. */
function defaultsOf(schema: JsonSchema): ReadonlySet<string> {
  const properties = Object.entries((schema.properties ?? {}) as JsonObject);
  return new Set(properties.filter(([, property]) => Object.hasOwn(property as JsonObject, "default")).map(([key]) => key));
}
