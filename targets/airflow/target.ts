// The Airflow target: one DAG file per pipeline, for Airflow 3.
import { kubernetesSection } from "../pod/index.js";
import type { EmitRequest, Target } from "../target.js";
import { checkAirflow } from "./check.js";
import { airflowOptions, airflowOptionsSchema } from "./options.js";
import { planDag } from "./plan.js";
import { writeDag } from "./write.js";

/** Airflow 3.x, each task a process of `zenc-step` on the worker. */
export const airflowTarget: Target = {
  name: "airflow",
  optionsSchema: airflowOptionsSchema,
  shared: { kubernetes: kubernetesSection },
  limits: (options) => ({ maxInstances: airflowOptions(options).maxInstances, fanOutDepth: 1 }),
  runsInImages: (options) => airflowOptions(options).flavour === "kubernetes",
  check: checkAirflow,
  emit: (request: EmitRequest) => [{ path: `${request.plan.pipeline}.py`, text: writeDag(planDag(request)) }],
};
