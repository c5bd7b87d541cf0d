// What Argo's executor does in a pod beside the author's command: here it is read off the pod, and done by the tests' nodes.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ApiError, type Client } from "../client.js";
import type { Container, OwnerReference, Parameter, Pod } from "../objects.js";

export interface ArgoPod {
  /** What `argoexec emissary` would start. */
  readonly command: readonly string[];
  /** Output parameters that are files. */
  readonly files: readonly { readonly name: string; readonly path: string; readonly default?: string }[];
  /** Whether somebody wants the standard output. */
  readonly wantsResult: boolean;
  /** The node of the workflow that this is. */
  readonly node: string;
  readonly workflow: string;
}

/** Undefined for a pod that is not of a workflow. */
export async function argoPodOf(client: Client, pod: Pod, main: Container): Promise<ArgoPod | undefined> {
  const node = pod.metadata.annotations?.["workflows.argoproj.io/node-id"];
  const workflow = pod.metadata.labels?.["workflows.argoproj.io/workflow"];
  if (node === undefined || workflow === undefined) return undefined;
  const parameters = (await templateOf(client, pod)).outputs?.parameters ?? [];
  const command = main.command ?? [];
  return {
    command: [...command.slice(command.indexOf("--") + 1), ...(await argumentsOf(client, pod, main))],
    files: parameters.flatMap(({ name, valueFrom }) => (valueFrom?.path ? [{ ...valueFrom, name, path: valueFrom.path }] : [])),
    wantsResult: main.env?.some(({ name, value }) => name === "ARGO_INCLUDE_SCRIPT_OUTPUT" && value === "true") ?? false,
    node,
    workflow,
  };
}

interface Template {
  readonly outputs?: { readonly parameters?: readonly Parameter[] };
}

/** What is too big for a pod lies in a ConfigMap of its name. */
async function templateOf(client: Client, pod: Pod): Promise<Template> {
  const variables = (pod.spec.initContainers ?? []).flatMap(({ env }) => env ?? []);
  const text = variables.find(({ name }) => name === "ARGO_TEMPLATE")?.value ?? "{}";
  return JSON.parse(text === "offloaded" ? await offloaded(client, pod, "ARGO_TEMPLATE") : text) as Template;
}

async function argumentsOf(client: Client, pod: Pod, main: Container): Promise<readonly string[]> {
  const big = main.env?.some(({ name }) => name === "ARGO_CONTAINER_ARGS_FILE");
  return big ? (JSON.parse(await offloaded(client, pod, "ARGO_CONTAINER_ARGS_FILE")) as readonly string[]) : (main.args ?? []);
}

async function offloaded(client: Client, pod: Pod, key: string): Promise<string> {
  const { data } = await client.get("ConfigMap", pod.metadata.name, pod.metadata.namespace);
  return data?.[key] ?? "";
}

/** The name under which an output's file is kept in the pod's folder. */
export const keptName = (index: number): string => `output-${index}`;

/** Tells the controller the outputs; an error if one is missing for good. */
export async function report(client: Client, pod: Pod, argo: ArgoPod, folder: string): Promise<string | undefined> {
  const parameters: Parameter[] = [];
  let missing: string | undefined;
  for (const [index, { name, path, default: otherwise }] of argo.files.entries()) {
    const text = await readFile(join(folder, keptName(index)), "utf8").catch(() => undefined);
    const value = text === undefined ? otherwise : text.replace(/\n$/, "");
    if (value === undefined) missing ??= `cannot save parameter ${path}: open ${path}: no such file or directory`;
    else parameters.push({ name, value, valueFrom: { path, ...(otherwise === undefined ? {} : { default: otherwise }) } });
  }
  const result = argo.wantsResult ? { result: (await readFile(join(folder, "stdout"), "utf8")).trimEnd() } : {};
  const manifest = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "WorkflowTaskResult",
    metadata: {
      name: argo.node,
      namespace: pod.metadata.namespace ?? "default",
      labels: { "workflows.argoproj.io/workflow": argo.workflow, "workflows.argoproj.io/report-outputs-completed": "true" },
      ownerReferences: (pod.metadata.ownerReferences ?? []).map(ownerOf),
    },
    outputs: { parameters, ...result },
    ...(missing === undefined ? {} : { phase: "Error", message: missing }),
  };
  await client.create(manifest).catch(async (error: unknown) => {
    if (!(error instanceof ApiError && error.status === 409)) throw error;
    await client.patch("WorkflowTaskResult", argo.node, manifest, undefined, pod.metadata.namespace);
  });
  return missing;
}

const ownerOf = ({ apiVersion, kind, name, uid }: OwnerReference): OwnerReference => ({ apiVersion, kind, name, uid });
