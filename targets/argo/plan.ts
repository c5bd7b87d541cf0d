// Plan → WorkflowTemplate and CronWorkflow. Total and pure: what Argo cannot say was reported by `check` before.
import { podOf } from "../pod/index.js";
import type { EmitRequest } from "../target.js";
import { humanText } from "../yaml/human.js";
import { argoNames, planDags, reachOf, templateNames } from "./dag.js";
import type { CronWorkflow, Metadata, Template, WorkflowTemplate } from "./document.js";
import { freshNames, objectName } from "./names.js";
import { type ArgoOptions, argoOptions } from "./options.js";
import { planParameters } from "./parameters.js";
import { planStepTemplates } from "./step-templates.js";
import { failsUnlessWell, inputTag } from "./text.js";

/** How late a scheduled run may begin that the controller has missed. */
const startingDeadlineSeconds = 300;

/** The template that workflows are made of. */
export function planTemplate(request: EmitRequest): WorkflowTemplate {
  const { plan, stack } = request;
  const options = argoOptions(stack.options);
  const name = objectName(plan.pipeline);
  const parameters = planParameters(plan.parameters);
  const parallelism = plan.maxParallel ?? options.parallelism;
  const { imagePullSecrets } = podOf(null, request);
  const { labels, annotations } = metadataOf(request, options);
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "WorkflowTemplate",
    metadata: { name, ...namespaceOf(options), labels, annotations },
    spec: {
      entrypoint: templateNames.main,
      ...(options.serviceAccount === undefined ? {} : { serviceAccountName: options.serviceAccount }),
      ...(parallelism === undefined ? {} : { parallelism }),
      ...(plan.timeoutSeconds === undefined ? {} : { activeDeadlineSeconds: Math.ceil(plan.timeoutSeconds) }),
      ...(plan.concurrency === "allow" ? {} : { synchronization: { mutexes: [{ name }] } }),
      ...(options.podGC === "never" ? {} : { podGC: { strategy: options.podGC } }),
      ttlStrategy: { secondsAfterSuccess: options.keepSeconds.succeeded, secondsAfterFailure: options.keepSeconds.failed },
      ...(imagePullSecrets === undefined ? {} : { imagePullSecrets }),
      workflowMetadata: { labels, annotations },
      podMetadata: { labels },
      ...(parameters.length === 0 ? {} : { arguments: { parameters } }),
      templates: planTemplates(request, options),
    },
  };
}

function planTemplates(request: EmitRequest, options: ArgoOptions): readonly Template[] {
  const { wiring } = request.plan;
  const names = argoNames(wiring);
  const fanOuts = wiring.fanOuts.map(({ id }) => names.fanOutOf(id));
  const steps = planStepTemplates(request, options, freshNames([...Object.values(templateNames), ...fanOuts]));
  const dags = planDags({ reach: reachOf(wiring), names }, steps.nameOf);
  const { nothing, verdict } = templateNames;
  const phases = "phases";
  return [
    ...dags.templates,
    ...steps.templates,
    ...(dags.uses.has("verdict")
      ? [
          {
            name: verdict,
            inputs: { parameters: [{ name: phases }] },
            steps: [[{ name: "failed", template: nothing, when: failsUnlessWell(inputTag(phases)) }]],
          },
        ]
      : []),
    ...(dags.uses.has("nothing") ? [{ name: nothing, suspend: {} }] : []),
  ];
}

/** Null where there is no schedule. */
export function planCron(request: EmitRequest): CronWorkflow | null {
  const { plan, stack } = request;
  if (plan.schedule === undefined) return null;
  const options = argoOptions(stack.options);
  const name = objectName(plan.pipeline);
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "CronWorkflow",
    metadata: { name, ...namespaceOf(options), ...metadataOf(request, options) },
    spec: {
      schedules: [plan.schedule.cron],
      timezone: plan.schedule.timezone,
      concurrencyPolicy: ({ allow: "Allow", forbid: "Forbid", replace: "Replace" } as const)[plan.concurrency],
      startingDeadlineSeconds,
      workflowSpec: { workflowTemplateRef: { name } },
    },
  };
}

const namespaceOf = ({ namespace }: ArgoOptions) => (namespace === undefined ? {} : { namespace });

function metadataOf({ plan }: EmitRequest, options: ArgoOptions): Required<Pick<Metadata, "labels" | "annotations">> {
  const { description, tags } = plan;
  return {
    labels: { ...options.labels, "app.kubernetes.io/managed-by": "zenc", "zenc/pipeline": plan.pipeline.replace(/[_-]+$/, "") },
    annotations: {
      "workflows.argoproj.io/title": plan.pipeline,
      ...(description === undefined ? {} : { "workflows.argoproj.io/description": humanText(description) }),
      ...(tags.length === 0 ? {} : { "zenc/tags": humanText(tags.join(", ")) }),
    },
  };
}
