// What Airflow cannot do with a plan.
import { type Diagnostic, diagnose, spanAt } from "../../compiler/diagnostics/index.js";
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
    ...(plan.concurrency === "replace" ? [diagnose("concurrency-replace", spanAt(source.pipeline), { engine })] : []),
    ...long.map((tag) => diagnose("tag-long", spanAt(source.pipeline), { tag, limit: maxTagLength, engine })),
  ];
}

function checkParameters({ plan, source }: EmitRequest): readonly Diagnostic[] {
  if (plan.schedule === undefined) return [];
  const required = planParameters(plan.parameters).filter((parameter) => parameter.value === undefined);
  return required.map((parameter) =>
    diagnose("schedule-parameter-required", spanAt(source.pipeline), { parameter: parameter.name, engine }),
  );
}
