// The target of GitHub Actions: a workflow file per pipeline.
import type { EmitRequest, Target } from "../target.js";
import { storeScheme } from "./artifacts.js";
import { checkGithub } from "./check.js";
import { fileName } from "./names.js";
import { githubOptions, githubOptionsSchema, poolOptionsSchema } from "./options.js";
import { planWorkflow } from "./plan.js";
import { writeWorkflow } from "./write.js";

/** GitHub Actions, each task a job; the items of a fan-out are legs of a matrix. */
export const githubTarget: Target = {
  name: "github",
  storeScheme,
  optionsSchema: githubOptionsSchema,
  shared: { github: { stack: githubOptionsSchema, pool: poolOptionsSchema } },
  limits: (options) => ({ maxInstances: githubOptions(options).maxInstances, fanOutDepth: 1 }),
  check: checkGithub,
  emit: (request: EmitRequest) => [{ path: fileName(request.plan.pipeline), text: writeWorkflow(planWorkflow(request)) }],
};
