// The pods of a DAG in Kubernetes flavour: those that differ, as the provider takes them.
import { canonicalJson, type JsonObject, type StepPlan, stepFor, type TaskId } from "../../runtime/contract/index.js";
import { type Pod, podOf } from "../pod/index.js";
import type { EmitRequest } from "../target.js";
import { type AirflowOptions, airflowOptions } from "./options.js";

export interface PlannedPods {
  /** In the order of their first task. */
  readonly templates: readonly JsonObject[];
  /** By task, the position among them. */
  readonly indexOf: ReadonlyMap<TaskId, number>;
}

/** @param stepsOf the steps that a task runs; none: a gate */
export function planPods(request: EmitRequest, stepsOf: (task: TaskId) => readonly StepPlan[]): PlannedPods {
  const options = airflowOptions(request.stack.options);
  const templates = new Map<string, { readonly index: number; readonly pod: JsonObject }>();
  const indexOf = new Map<TaskId, number>();
  for (const { id } of request.plan.wiring.tasks) {
    const pod = planPod(podOf(stepFor(stepsOf(id)), request), options);
    const text = canonicalJson(pod);
    const known = templates.get(text) ?? { index: templates.size, pod };
    templates.set(text, known);
    indexOf.set(id, known.index);
  }
  return { templates: [...templates.values()].map(({ pod }) => pod), indexOf };
}

function planPod(pod: Pod, { namespace, serviceAccount, command }: AirflowOptions): JsonObject {
  const { labels, annotations, securityContext, containerSecurityContext, image, imagePullPolicy, env, envFrom, ...rest } = pod;
  const { resources, volumeMounts, ...spec } = rest;
  const container = { image, imagePullPolicy, command, env, envFrom, resources, volumeMounts };
  const metadata = { namespace, ...nonEmpty({ labels, annotations }) };
  return withoutUndefined({
    metadata,
    spec: {
      ...spec,
      containers: [{ name: "base", ...container, securityContext: containerSecurityContext }],
      securityContext,
      serviceAccountName: serviceAccount,
      automountServiceAccountToken: false,
      restartPolicy: "Never",
    },
  }) as JsonObject;
}

const nonEmpty = (fields: Readonly<Record<string, object>>) =>
  Object.fromEntries(Object.entries(fields).filter(([, field]) => Object.keys(field).length > 0));

/** As JSON has it. */
const withoutUndefined = (value: object): unknown => JSON.parse(JSON.stringify(value));
