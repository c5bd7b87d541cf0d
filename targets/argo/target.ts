// The target of Argo Workflows: a WorkflowTemplate per pipeline, and a CronWorkflow where it has a schedule.
import { claimTemplatesOf, kubernetesSection } from "../pod/index.js";
import type { EmitRequest, Target } from "../target.js";
import { writeYaml } from "../yaml/write.js";
import { checkArgo } from "./check.js";
import { objectName } from "./names.js";
import { argoOptions, argoOptionsSchema } from "./options.js";
import { planCron, planTemplate } from "./plan.js";

const layout = { flowBelow: 4 };

/** Argo Workflows 3.7 and 4, each task a pod. */
export const argoTarget: Target = {
  name: "argo",
  optionsSchema: argoOptionsSchema,
  shared: { kubernetes: kubernetesSection },
  limits: (options) => ({ maxInstances: argoOptions(options).maxInstances, fanOutDepth: Number.MAX_SAFE_INTEGER }),
  check: checkArgo,
  emit: (request: EmitRequest) => {
    const { plan, stack } = request;
    const { pipeline } = plan;
    const name = objectName(pipeline);
    const cron = planCron(request);
    const claims = claimTemplatesOf(plan, stack).map((claim) => ({
      path: `${name}.${claim.metadata.name}.yaml`,
      text: writeYaml(claim, pipeline, layout),
    }));
    return [
      { path: `${name}.yaml`, text: writeYaml(planTemplate(request), pipeline, layout) },
      ...(cron === null ? [] : [{ path: `${name}.cron.yaml`, text: writeYaml(cron, pipeline, layout) }]),
      ...claims,
    ];
  },
};
