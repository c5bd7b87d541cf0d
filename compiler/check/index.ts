// The phase "check": rules over finished pipelines. One rule, one function; the order is that of the report.
import { type Diagnostic, diagnose, type Span } from "../diagnostics/index.js";
import type { Pipeline } from "../ir/index.js";
import { calledSteps } from "./called-steps.js";

/** A pipeline and where it is defined. */
export interface CheckedPipeline {
  readonly pipeline: Pipeline;
  readonly span: Span;
}

const rules: readonly ((checked: CheckedPipeline) => readonly Diagnostic[])[] = [
  checkHasSteps,
  checkBatchInFanOut,
  checkCacheOfEffect,
];

/** Findings of all pipelines of one compile. */
export function checkPipelines(pipelines: readonly CheckedPipeline[]): readonly Diagnostic[] {
  return pipelines.flatMap((checked) => rules.flatMap((rule) => rule(checked)));
}

/** A run is its records, and only tasks leave records. */
function checkHasSteps({ pipeline, span }: CheckedPipeline): readonly Diagnostic[] {
  return pipeline.steps.size > 0 ? [] : [diagnose("pipeline-without-steps", span, { name: pipeline.name })];
}

/** `batch` groups items of a fan-out. */
function checkBatchInFanOut({ pipeline }: CheckedPipeline): readonly Diagnostic[] {
  const inFanOut = calledSteps(pipeline.structure).inFanOut;
  return [...pipeline.steps.values()]
    .filter((step) => (step.options.batch ?? 1) > 1 && !inFanOut.has(step.name))
    .map((step) => diagnose("batch-without-fan-out", step.span, { step: step.name }));
}

/** Effects are never cached, so what refines the cache is a mistake. */
function checkCacheOfEffect({ pipeline }: CheckedPipeline): readonly Diagnostic[] {
  return [...pipeline.steps.values()].flatMap((step) => {
    const { version, maxAgeSeconds } = step.options.cache;
    const option = version !== undefined ? "version" : maxAgeSeconds !== undefined ? "maxAge" : undefined;
    return step.effect && option ? [diagnose("cache-of-effect", step.span, { step: step.name, option })] : [];
  });
}
