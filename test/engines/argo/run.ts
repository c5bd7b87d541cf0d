// Runs compiled pipelines on a real Argo: emitted, applied, submitted and waited for.
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import type { CompiledPipeline } from "../../../compiler/compilation.js";
import {
  digestOf,
  isLeftOutWhenEmpty,
  type Json,
  type JsonObject,
  propertiesOf,
  textKindsOf,
} from "../../../runtime/contract/index.js";
import { argoTarget } from "../../../targets/argo/target.js";
import type { EmitRequest } from "../../../targets/target.js";
import { stepProcess } from "../../conformance/shape.js";
import type { Cluster, ClusterOptions } from "../cluster/cluster.js";
import { openCluster } from "../cluster/cluster.js";
import type { Manifest, Workflow } from "../cluster/objects.js";
import { hasEnded, nodesOf, phasesOf } from "../cluster/workflows.js";

export interface ArgoJob {
  readonly compiled: CompiledPipeline;
  readonly parameters: JsonObject;
  readonly store: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Variables of every pod. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A run that has begun. */
export interface Begun {
  /** The workflow's name, which is the run's id in the store. */
  readonly run: string;
  readonly ended: Promise<ArgoRun>;
}

export interface ArgoRun {
  readonly workflow: Workflow;
  /** The run's id in the store. */
  readonly run: string;
  /** What its nodes and pods said. */
  readonly explain: () => Promise<string>;
}

export interface Argo {
  readonly cluster: Cluster;
  run(job: ArgoJob): Promise<ArgoRun>;
  begin(job: ArgoJob): Promise<Begun>;
  /** Lets pods see a folder of this machine. */
  share(folder: string): void;
  close(): Promise<void>;
}

type NamedManifest = Manifest & { readonly metadata: { readonly name: string } };

/** How long a workflow may take on a machine that has other work. */
const patienceMs = 600_000;

/** In a namespace that takes only pods which pass the restricted security standard: so all runs of all tests prove that theirs do. */
export async function openArgo(options: ClusterOptions = {}): Promise<Argo> {
  const cluster = await openCluster({ atOnce: 6, ...options });
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  await cluster.client.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "default", labels } });
  // A checkout may lie in a folder that pods have one of their own in place of.
  cluster.share(dirname(stepProcess));
  const begin = async (job: ArgoJob): Promise<Begun> => {
    const template = templateOf(job);
    await cluster.client.apply(template);
    const run = await submit(cluster, template.metadata.name, textsOf(job));
    const explain = async (workflow: Workflow) =>
      `${workflow.status?.message}\n${JSON.stringify(phasesOf(workflow), undefined, 1)}\n${await cluster.logs(run)}`;
    const ended = cluster
      .waitFor(run, undefined, patienceMs)
      .then((workflow) => ({ workflow, run, explain: () => explain(workflow) }));
    return { run, ended };
  };
  return {
    cluster,
    share: cluster.share,
    begin,
    run: async (job) => (await begin(job)).ended,
    close: cluster.close,
  };
}

/** Submits until the controller has heard of the template, which the API server knows a moment before. */
export async function submit(cluster: Cluster, template: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  for (let tries = 1; ; tries++) {
    const name = await cluster.submit(template, parameters);
    const seen = (one: Workflow) => nodesOf(one).length > 0 || hasEnded(one);
    const workflow = await cluster.waitFor(name, seen, patienceMs);
    const unknown = nodesOf(workflow).length === 0 && workflow.status?.message?.includes("not found");
    if (!unknown || tries === 5) return name;
    await sleep(200 * tries);
  }
}

/** The emitted template, under a name of its own: runs of one pipeline stand side by side with other plans and stores. */
export function templateOf({ compiled, store, options = {}, environment = {} }: ArgoJob): NamedManifest {
  const { plan, digest, source } = compiled;
  const stack = { name: "test", store, image: "zenc-step", options: { command: ["node", stepProcess], ...options } };
  const [emitted] = argoTarget.emit({ plan, digest, source, stack } as EmitRequest);
  if (emitted === undefined) throw new Error("Nothing was emitted.");
  const template = parse(emitted.text) as NamedManifest & { spec: { templates: { container?: { env: object[] } }[] } };
  const variables = Object.entries(environment).map(([name, value]) => ({ name, value }));
  for (const { container } of template.spec.templates) container?.env.push(...variables);
  const name = `${template.metadata.name.slice(0, 40)}-${digestOf(JSON.stringify([store, digest])).slice(0, 8)}`;
  return { ...template, metadata: { ...template.metadata, name } };
}

/** Parameters as one who submits a workflow writes them. */
function textsOf({ compiled, parameters }: ArgoJob): Readonly<Record<string, string>> {
  const { schema } = compiled.plan.parameters;
  const textOf = (name: string, value: Json): string => {
    const kinds = textKindsOf(propertiesOf(schema)[name] ?? {}, schema);
    const plain = typeof value === "string" && kinds.strings && !kinds.others;
    return plain && !isLeftOutWhenEmpty(schema, name) ? value : JSON.stringify(value);
  };
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, textOf(name, value as Json)]));
}
