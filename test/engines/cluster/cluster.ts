// A real Kubernetes with Argo on this machine: its API server, scheduler and controllers are those that others run in production; its
// machines are fake, and their pods run here.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { boot } from "./boot.js";
import type { Client } from "./client.js";
import { type Controller, type ControllerOptions, openController } from "./controller.js";
import { type FakeNode, manifestOf } from "./fake-node.js";
import { makeFolder } from "./folder.js";
import { installCluster } from "./install.js";
import { type Lint, lintWith } from "./lint.js";
import type { Workflow } from "./objects.js";
import { type Nodes, openNodes } from "./pods/node.js";
import type { Image } from "./pods/run.js";
import { openWorkflows, type Workflows } from "./workflows.js";

export interface ClusterOptions extends ControllerOptions {
  /** The custom resource definitions: the full ones know every field of Argo's kinds, and take half a minute more. */
  readonly crds?: "minimal" | "full";
  /** What is in every image: files of this machine, by their places in the container, and variables. */
  readonly image?: Partial<Image>;
  /** The first machines; one that has room for everything, where it is not said. */
  readonly nodes?: readonly FakeNode[];
  /** The most pods whose commands run at once. */
  readonly atOnce?: number;
}

export interface Cluster extends Pick<Workflows, "waitFor"> {
  readonly client: Client;
  /** For programs that read one. */
  readonly kubeconfig: string;
  readonly controller: Controller;
  /** Starts a workflow of a template that is there; resolves to its name. */
  submit(template: string, parameters?: Readonly<Record<string, string>>): Promise<string>;
  /** What Argo's linter says about files, together. */
  lint(...files: readonly string[]): Promise<Lint>;
  addNode(node: FakeNode): Promise<void>;
  /** Lets all pods that start from now on see and change a folder of this machine. */
  share(folder: string): void;
  /** What the pods of a workflow wrote. */
  logs(workflow: string): Promise<string>;
  /** Deletes a workflow with all that came of it. */
  forget(workflow: string): Promise<void>;
  counts: Nodes["counts"];
  starve: Nodes["starve"];
  lose: Nodes["lose"];
  close(): Promise<void>;
}

const roomy: FakeNode = { name: "roomy" };

/** Boots a cluster (5 seconds). */
export async function openCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { crds = "minimal", image = {}, nodes: machines = [roomy], atOnce = 4 } = options;
  const files = await installCluster();
  const folder = await makeFolder();
  const opened: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 3 })];
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const booted = await boot(files, folder, { crds });
    const { client, kubeconfig } = booted;
    opened.push(...booted.servers.map((server) => () => server.stop()), client.close);
    await Promise.all(machines.map((node) => client.create(manifestOf(node))));
    const shared = new Set<string>();
    const pods = join(folder, "pods");
    await mkdir(pods);
    const ground = { client, files, image: { files: [], environment: {}, ...image }, shared: () => [...shared] };
    const nodes = await openNodes(ground, { folder: pods, atOnce });
    opened.push(nodes.close);
    const controller = await openController(files, folder, booted, options);
    opened.push(controller.stop);
    const explain = async (name: string) => `${await nodes.logs(name)}\n--- controller\n${await controller.log()}`;
    const workflows = await openWorkflows(client, explain);
    opened.push(workflows.close);
    return {
      client,
      kubeconfig,
      controller,
      waitFor: workflows.waitFor,
      submit: async (template, parameters = {}) =>
        (await client.create<Workflow>(submission(template, parameters))).metadata.name,
      lint: lintWith(files),
      addNode: async (node) => {
        await client.create(manifestOf(node));
      },
      share: (path) => shared.add(path),
      logs: nodes.logs,
      forget: async (workflow) => {
        await client.delete("Workflow", workflow);
        const selection = { labels: `workflows.argoproj.io/workflow=${workflow}` };
        await Promise.all([client.deleteAll("Pod", selection), client.deleteAll("WorkflowTaskResult", selection)]);
        await nodes.forget(workflow);
      },
      counts: nodes.counts,
      starve: nodes.starve,
      lose: nodes.lose,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const submission = (template: string, parameters: Readonly<Record<string, string>>) => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Workflow",
  metadata: { generateName: `${template.slice(0, 50)}-` },
  spec: {
    workflowTemplateRef: { name: template },
    arguments: { parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })) },
  },
});
