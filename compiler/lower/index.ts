// Lowers a pipeline's body to structure: nested blocks in single-assignment form, and glue.
import type { ts } from "ts-morph";
import type { JsonObject, JsonSchema, VariableId } from "../../runtime/contract/index.js";
import type { Definitions, PipelineDefinition } from "../define/definitions.js";
import type { Diagnostic } from "../diagnostics/index.js";
import type { Pipeline } from "../ir/index.js";
import type { Loaded } from "../load/loaded.js";
import { relativePath } from "../load/span.js";
import { bindParameters } from "./binding.js";
import { type Context, newVariable, report } from "./context.js";
import { awaited } from "./expressions/await.js";
import { settled } from "./expressions/index.js";
import { createFacts } from "./facts.js";
import { createFrame, mayThrow, named } from "./frame.js";
import { functionFlow, lowerFunctionBody } from "./function.js";
import { lowerWithHooks } from "./hooks.js";
import { createNames } from "./names.js";
import { checkMembers } from "./purity/members.js";
import { stepNamesIn } from "./scan.js";
import { withoutUnusedSnapshots } from "./snapshots.js";
import { usedGlue } from "./unused.js";
import { constantValue, referenceTo, undefinedValue } from "./value.js";

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
    names: createNames(authoredIn(loaded), stepNamesIn(run, definitions)),
    facts: createFacts(definitions),
    diagnostics: [],
    reported: new Set(),
    glue: [],
    spans: new Map(),
    variableNames: new Map(),
    steps: new Map(),
    promises: [],
    inlining: [run],
    functions: new Map(),
  };
  const frame = createFrame(context, functionFlow(run, { flag: "thrown" }));
  frame.environment.set(frame.flow.thrown, constantValue(false));
  const variable: VariableId = newVariable(context, "parameters");
  const [parameter] = run.parameters;
  if (run.asteriskToken) report(context, "syntax-unsupported", run, { construct: "a generator" });
  checkMembers(context, run);
  const lowered = lowerWithHooks(frame, definition, run, (inner) => {
    // The parameters' own defaults are in the schema, filled in when a run starts: the object is always there.
    if (parameter) bindParameters(inner, parameter.name, referenceTo(variable), defaultsOf(definition.parameters));
    const result = lowerFunctionBody(inner, run);
    return result.promise ? awaited(inner, result, run) : result;
  });
  const settledResult = settled(frame, lowered, run);
  const result = mayThrow(settledResult.expression) ? named(frame, settledResult, run, "result") : settledResult;
  for (const promise of context.promises) {
    if (!promise.awaited) report(context, "step-not-awaited", promise.node, {});
  }
  const { diagnostics } = context;
  diagnostics.sort((a, b) => (a.span?.start.offset ?? 0) - (b.span?.start.offset ?? 0));
  if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) return { pipeline: null, diagnostics };
  const expression = (lowered.broken ? undefinedValue : result).expression;
  const structure = withoutUnusedSnapshots(frame.nodes, expression);
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
      structure,
      result: expression,
      glue: usedGlue(context.glue, structure, expression),
      spans: context.spans,
      names: context.variableNames,
    },
  };
}

/** The author's own modules: names that lowering makes are none of theirs. */
function authoredIn({ program }: Loaded): readonly ts.SourceFile[] {
  return program.getSourceFiles().filter((file) => !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file));
}

/** The parameters whose defaults are in the schema. */
function defaultsOf(schema: JsonSchema): ReadonlySet<string> {
  const properties = Object.entries((schema.properties ?? {}) as JsonObject);
  return new Set(properties.filter(([, property]) => Object.hasOwn(property as JsonObject, "default")).map(([key]) => key));
}
