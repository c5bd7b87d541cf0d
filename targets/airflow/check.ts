// What Airflow cannot do with a plan.
import { type Diagnostic, diagnose, spanAt } from "../../compiler/diagnostics/index.js";
import { longestPublications } from "../../runtime/contract/index.js";
import { checkPods, terminationMessageBytes } from "../pod/index.js";
import type { EmitRequest } from "../target.js";
import { airflowOptions } from "./options.js";
import { planParameters } from "./parameters.js";
import { maxTagLength } from "./plan.js";
import { planStore } from "./store.js";

const engine = "Airflow";

/** In order of the plan's parts. */
export function checkAirflow(request: EmitRequest): readonly Diagnostic[] {
  const inPods = airflowOptions(request.stack.options).flavour === "kubernetes";
  const place = inPods ? [...checkPods(request), ...checkPublications(request)] : checkStore(request);
  return [...place, ...checkPipeline(request), ...checkParameters(request)];
}

function checkStore({ stack }: EmitRequest): readonly Diagnostic[] {
  return planStore(stack.store) === null ? [diagnose("store-relative", null, { store: stack.store, engine })] : [];
}

/** A pod has little room for what it says at its end, and what is beyond that would be lost. */
function checkPublications({ plan, source }: EmitRequest): readonly Diagnostic[] {
  const { tasks, fanOuts } = plan.wiring;
  return tasks.flatMap(({ id, kind, node, publishes }) => {
    const bytes = longestPublications(publishes, fanOuts) + 1;
    if (bytes <= terminationMessageBytes) return [];
    const span = spanAt((node && source.nodes[node]) ?? source.pipeline);
    const what = kind === "node" ? `Step call "${id}"` : `The task "${id}"`;
    return [diagnose("publications-long", span, { what, bytes, limit: terminationMessageBytes })];
  });
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
