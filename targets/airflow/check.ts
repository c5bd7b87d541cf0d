// What Airflow cannot do with a plan.
import { type Diagnostic, diagnose, type Span } from "../../compiler/diagnostics/index.js";
import type { PlanSource } from "../../runtime/contract/index.js";
import type { EmitRequest } from "../target.js";
import { airflowIds, maxIdLength } from "./ids.js";
import { planParameters } from "./parameters.js";
import { maxTagLength } from "./plan.js";
import { planStore } from "./store.js";

const engine = "Airflow";

/** In order of the plan's parts. */
export function checkAirflow(request: EmitRequest): readonly Diagnostic[] {
  return [...checkStore(request), ...checkPipeline(request), ...checkParameters(request), ...checkTasks(request)];
}

function checkStore({ stack }: EmitRequest): readonly Diagnostic[] {
  return planStore(stack.store) === null ? [diagnose("store-relative", null, { store: stack.store, engine })] : [];
}

function checkPipeline({ plan }: EmitRequest): readonly Diagnostic[] {
  const long = plan.tags.filter((tag) => [...tag].length > maxTagLength);
  return [
    ...(plan.concurrency === "replace" ? [diagnose("concurrency-replace", null, { engine })] : []),
    ...long.map((tag) => diagnose("tag-long", null, { tag, limit: maxTagLength, engine })),
  ];
}

function checkParameters({ plan }: EmitRequest): readonly Diagnostic[] {
  if (plan.schedule === undefined) return [];
  const required = planParameters(plan.parameters).filter((parameter) => parameter.value === undefined);
  return required.map((parameter) => diagnose("schedule-parameter-required", null, { parameter: parameter.name, engine }));
}

function checkTasks({ plan, source }: EmitRequest): readonly Diagnostic[] {
  const ids = airflowIds(plan.wiring);
  const long = plan.wiring.tasks.filter((task) => ids.fullIdOf(task.id).length > maxIdLength);
  return long.map((task) => diagnose("task-id-long", spanOf(source, task.node), { task: task.id, limit: maxIdLength, engine }));
}

function spanOf(source: PlanSource, node: string | undefined): Span | null {
  const place = node === undefined ? undefined : source.nodes[node];
  if (place === undefined) return null;
  const position = { offset: 0, line: place.line, column: place.column };
  return { file: place.file, start: position, end: position };
}
