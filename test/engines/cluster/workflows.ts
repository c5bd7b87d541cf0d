// Follows the workflows of a cluster.
import { gunzipSync } from "node:zlib";
import type { Client } from "./client.js";
import type { Workflow, WorkflowNode } from "./objects.js";

export interface Workflows {
  /**
   * Waits until a workflow has ended, or until what is asked for holds.
   * @throws where that takes longer than `limitMs` (two minutes).
   */
  waitFor(name: string, until?: (workflow: Workflow) => boolean, limitMs?: number): Promise<Workflow>;
  close(): void;
}

const final = ["Succeeded", "Failed", "Error"];
export const hasEnded = ({ status }: Workflow): boolean => final.includes(status?.phase ?? "");

/** `explain` is asked for the message of who waited in vain. */
export async function openWorkflows(client: Client, explain: (name: string) => Promise<string>): Promise<Workflows> {
  const known = new Map<string, Workflow>();
  const waiting = new Map<string, Set<(workflow: Workflow) => void>>();
  const watch = await client.watch("Workflow", {}, (change, workflow) => {
    const { name } = workflow.metadata;
    if (change === "deleted") known.delete(name);
    else known.set(name, workflow);
    for (const tell of waiting.get(name) ?? []) tell(workflow);
  });
  return {
    waitFor: (name, until = hasEnded, limitMs = 120_000) =>
      new Promise((resolve, reject) => {
        const mine = waiting.get(name) ?? new Set();
        waiting.set(name, mine);
        const leave = () => {
          clearTimeout(patience);
          mine.delete(see);
          if (mine.size === 0) waiting.delete(name);
        };
        const see = (workflow: Workflow) => {
          if (!until(workflow)) return;
          leave();
          resolve(workflow);
        };
        const patience = setTimeout(async () => {
          leave();
          const seen = JSON.stringify(phasesOf(known.get(name)), undefined, 1);
          reject(new Error(`The workflow ${name} did not come to what was waited for: ${seen}\n${await explain(name)}`));
        }, limitMs);
        mine.add(see);
        const workflow = known.get(name);
        if (workflow) see(workflow);
      }),
    close: watch.close,
  };
}

/** All nodes of a workflow, also where they are many and the controller has packed them. */
export function nodesOf({ status }: Workflow): readonly WorkflowNode[] {
  const packed = status?.compressedNodes;
  const nodes = packed ? JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString()) : status?.nodes;
  return Object.values((nodes ?? {}) as Readonly<Record<string, WorkflowNode>>);
}

/** By the paths of its nodes inside a workflow (itself: ""), their phases, with Argo's message where there is one. */
export function phasesOf(workflow: Workflow | undefined): Readonly<Record<string, string>> {
  if (workflow === undefined) return {};
  const { name } = workflow.metadata;
  const said = (node: WorkflowNode) => (node.message ? `${node.phase}: ${node.message}` : node.phase);
  const entries = nodesOf(workflow).map((node) => [node.name.slice(name.length).replace(/^\./, ""), said(node)] as const);
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
