// Runs on Argo, through the API of Kubernetes: a Workflow made of the deployed template, as `argo submit --from` makes it.
import type { Digest, JsonObject, Plan } from "../../runtime/contract/index.js";
import { objectName } from "../../targets/argo/names.js";
import { parameterTexts } from "../../targets/argo/parameters.js";
import { engineError } from "../engine-error.js";
import { cliError } from "../exit.js";
import type { KubernetesClient, KubernetesObject } from "../kubernetes/client.js";
import { pathOf } from "../kubernetes/path.js";
import type { EngineApi, RunPhase } from "./engine.js";

const apiVersion = "argoproj.io/v1alpha1";
/** Labels and annotations only: a workflow with its nodes may be a megabyte. */
const partial = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
const phaseLabel = "workflows.argoproj.io/phase";

interface Workflow extends KubernetesObject {
  readonly status?: { readonly phase?: string; readonly message?: string };
}

export function argoApi(client: KubernetesClient, namespace: string): EngineApi {
  const name = `Argo in the namespace ${namespace} of ${client.name}`;
  const pathIn = (kind: string, of?: string) =>
    pathOf({ apiVersion, kind, metadata: { namespace, ...(of === undefined ? {} : { name: of }) } });
  return {
    name,
    plan: async (pipeline) => {
      const template = await client.get(pathIn("WorkflowTemplate", objectName(pipeline)));
      if (!template) {
        throw cliError(`${name} has no pipeline "${pipeline}".`, { help: "zenc deploy brings it there." });
      }
      const plan = planInTemplate(JSON.stringify(template));
      if (plan === null) throw cliError(`The WorkflowTemplate "${template.metadata.name}" of ${name} is none of zenc's.`);
      return plan;
    },
    start: async ({ pipeline, parameters: { schema } }: Plan, parameters: JsonObject) => {
      const template = objectName(pipeline);
      const texts = Object.entries(parameterTexts(schema, parameters));
      const workflow = await client.create(pathIn("Workflow"), {
        apiVersion,
        kind: "Workflow",
        metadata: { generateName: `${template}-`, namespace },
        spec: {
          workflowTemplateRef: { name: template },
          ...(texts.length === 0 ? {} : { arguments: { parameters: texts.map(([key, value]) => ({ name: key, value })) } }),
        },
      });
      return { pipeline, run: workflow.metadata.name };
    },
    phase: async ({ run }) => {
      const path = pathIn("Workflow", run);
      const seen = await client.get(path, partial);
      if (!seen) throw engineError(`${name} has the workflow "${run}" no more: it was deleted.`, false);
      const state = stateOf(seen.metadata.labels?.[phaseLabel]);
      if (state !== "failed") return { state };
      const whole = await client.get<Workflow>(path);
      return { state, message: `Argo says: ${whole?.status?.message ?? whole?.status?.phase ?? "failed"}` };
    },
    close: async () => client.close(),
  };
}

/** The plan that the tasks of a template are told, in JSON or YAML. */
export const planInTemplate = (text: string): Digest | null =>
  (/ZENC_PLAN"?,?\s*"?value"?:\s*"?([0-9a-f]{64})/.exec(text)?.[1] ?? null) as Digest | null;

function stateOf(phase: string | undefined): RunPhase["state"] {
  switch (phase) {
    case "Succeeded":
      return "succeeded";
    case "Failed":
    case "Error":
      return "failed";
    case "Running":
      return "running";
    default:
      return "queued";
  }
}
