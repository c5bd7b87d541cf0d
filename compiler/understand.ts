// What zenc understands of a loaded program, before any stack: definitions and structures, with all that is wrong with them.
// `compile` goes on from here; the editor stops here.
import { type CheckedPipeline, checkPipelines } from "./check/index.js";
import { define, explanationsOf, type PipelineDefinition } from "./define/index.js";
import type { Diagnostic } from "./diagnostics/index.js";
import type { Loaded } from "./load/index.js";
import { lowerPipeline } from "./lower/index.js";

export interface Understood {
  /** TypeScript's own errors, and those of the phases define, lower and check; not ordered. */
  readonly diagnostics: readonly Diagnostic[];
  /** Null where a pipeline could not be lowered: there is nothing to go on from. */
  readonly pipelines: readonly CheckedPipeline[] | null;
}

/**
 * Defines, lowers and checks the pipelines of the loaded files.
 * @param name only the pipeline with this exported const or own name
 */
export function understand(loaded: Loaded, name?: string): Understood {
  const found: Diagnostic[] = [...loaded.diagnostics];
  const failed = (): boolean => found.some((diagnostic) => diagnostic.severity === "error");
  const definitions = define(loaded);
  if (failed()) return { diagnostics: [...found, ...explanationsOf(loaded, definitions)], pipelines: null };
  found.push(...definitions.diagnostics);

  const asked = definitions.pipelines.filter((pipeline) => isAsked(pipeline, name));
  const lowered = asked.map((definition) => ({ definition, ...lowerPipeline(definition, definitions, loaded) }));
  found.push(...lowered.flatMap((one) => one.diagnostics), ...definitions.stepDiagnostics());
  if (failed()) return { diagnostics: found, pipelines: null };

  const pipelines = lowered.flatMap(({ pipeline, definition }) => (pipeline ? [{ pipeline, span: definition.span }] : []));
  return { diagnostics: [...found, ...checkPipelines(pipelines)], pipelines };
}

/** A pipeline is asked for by its exported const or its own name. */
function isAsked(pipeline: PipelineDefinition, name: string | undefined): boolean {
  return name === undefined || pipeline.exportName === name || pipeline.name === name;
}
