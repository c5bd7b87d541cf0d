// What Argo cannot do with a plan.
import { type Diagnostic, diagnose, type Span } from "../../compiler/diagnostics/index.js";
import type { EmitRequest } from "../target.js";
import { planParameters } from "./parameters.js";
import { planStore } from "./store.js";

const engine = "Argo";

/** In order of the plan's parts. */
export function checkArgo(request: EmitRequest): readonly Diagnostic[] {
  return [...checkStore(request), ...checkPipeline(request), ...checkParameters(request)];
}

function checkStore({ stack }: EmitRequest): readonly Diagnostic[] {
  return planStore(stack.store) === null ? [diagnose("store-relative", null, { store: stack.store, engine })] : [];
}

function checkPipeline({ plan, source }: EmitRequest): readonly Diagnostic[] {
  const replaces = plan.concurrency === "replace" && plan.schedule === undefined;
  return replaces ? [diagnose("concurrency-replace", spanOf(source), { engine })] : [];
}

function checkParameters({ plan, source }: EmitRequest): readonly Diagnostic[] {
  if (plan.schedule === undefined) return [];
  const required = planParameters(plan.parameters).filter((parameter) => parameter.value === undefined);
  return required.map((parameter) =>
    diagnose("schedule-parameter-required", spanOf(source), { parameter: parameter.name, engine }),
  );
}

/** The pipeline's own place. */
function spanOf({ pipeline }: EmitRequest["source"]): Span | null {
  if (pipeline === undefined) return null;
  const position = { offset: 0, line: pipeline.line, column: pipeline.column };
  return { file: pipeline.file, start: position, end: position };
}
