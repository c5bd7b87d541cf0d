// Argo reads objects of a cluster.
import { argoOptions } from "../../targets/argo/options.js";
import { connectKubernetes } from "../kubernetes/client.js";
import { argoApi, planInTemplate } from "./argo-api.js";
import { clusterDestination } from "./cluster.js";
import type { Engine, EngineRequest } from "./engine.js";

export const argoEngine: Engine = {
  destination: async (request) => {
    const { serviceAccount } = argoOptions(request.stack.options);
    const { client, namespace } = await clusterOf(request);
    return clusterDestination({ client, namespace, serviceAccount, project: request.project });
  },
  api: async (request) => {
    const { client, namespace } = await clusterOf(request);
    return argoApi(client, namespace);
  },
  beside: async () => [],
  planIn: planInTemplate,
};

/** The namespace that the stack says, or else the context's. */
async function clusterOf({ stack }: EngineRequest) {
  const { kubeconfig, context } = stack.deploy ?? {};
  const client = await connectKubernetes({ kubeconfig, context });
  return { client, namespace: argoOptions(stack.options).namespace ?? client.namespace };
}
