// What Airflow cannot do with a plan.
import { type Diagnostic, diagnose, type Span } from "../../compiler/diagnostics/index.js";
import { checkPods } from "../pod/index.js";
import type { EmitRequest } from "../target.js";
import { airflowOptions } from "./options.js";
import { planParameters } from "./parameters.js";
import { maxTagLength } from "./plan.js";
import { planStore } from "./store.js";

const engine = "Airflow";

/** In order of the plan's parts. */
export function checkAirflow(request: EmitRequest): readonly Diagnostic[] {
  const place = airflowOptions(request.stack.options).flavour === "kubernetes" ? checkPods(request) : checkStore(request);
  return [...place, ...checkPipeline(request), ...checkParameters(request)];
}

function checkStore({ stack }: EmitRequest): readonly Diagnostic[] {
  return planStore(stack.store) === null ? [diagnose("store-relative", null, { store: stack.store, engine })] : [];
}

function checkPipeline({ plan, source }: EmitRequest): readonly Diagnostic[] {
  const long = plan.tags.filter((tag) => [...tag].length > maxTagLength);
  return [
    ...(plan.concurrency === "replace" ? [diagnose("concurrency-replace", spanOf(source), { engine })] : []),
    ...long.map((tag) => diagnose("tag-long", spanOf(source), { tag, limit: maxTagLength, engine })),
  ];
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
