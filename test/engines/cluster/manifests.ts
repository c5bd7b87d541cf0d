// Short ways to write Argo's documents by hand, for the tests of the cluster itself.
import type { Manifest } from "./objects.js";

type Fields = Readonly<Record<string, unknown>>;

/** A step that runs a shell script; its output parameters are the files that it writes in /out. */
export const script = (name: string, text: string, outputs: readonly string[] = [], more: Fields = {}): Fields => ({
  name,
  ...(outputs.length > 0
    ? {
        outputs: {
          parameters: outputs.map((output) => ({ name: output, valueFrom: { path: `/out/${output}`, default: "none" } })),
        },
      }
    : {}),
  container: { name: "main", image: "busybox", command: ["sh", "-ec", `mkdir -p /out; ${text}`] },
  ...more,
});

export const dag = (name: string, tasks: readonly Fields[], more: Fields = {}): Fields => ({
  name,
  dag: { failFast: false, tasks },
  ...more,
});

export const template = (name: string, templates: readonly Fields[], more: Fields = {}): Manifest => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "WorkflowTemplate",
  metadata: { name, namespace: "default" },
  spec: { entrypoint: "main", templates, ...more },
});

/** A workflow of its own, of one step. */
export const workflow = (prefix: string, step: Fields, more: Fields = {}): Manifest => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Workflow",
  metadata: { generateName: `${prefix}-` },
  spec: { entrypoint: "main", templates: [{ ...step, name: "main" }], ...more },
});
