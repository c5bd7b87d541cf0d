// The section `argo` of a stack: its schema, and its values with defaults.

/** What a stack may say about Argo Workflows. */
export interface ArgoOptions {
  readonly namespace?: string;
  readonly serviceAccount?: string;
  /** How an image starts `zenc-step`. */
  readonly command: readonly string[];
  /** Instances of one fan-out. */
  readonly maxInstances: number;
  /** Pods of one run at once, where the pipeline does not say. */
  readonly parallelism?: number;
  readonly podGC: "never" | "OnPodCompletion" | "OnPodSuccess" | "OnWorkflowCompletion" | "OnWorkflowSuccess";
  /** Seconds for which Argo keeps workflows that have ended. */
  readonly keepSeconds: { readonly succeeded: number; readonly failed: number };
  readonly labels: Readonly<Record<string, string>>;
}

const dnsName = { type: "string", pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$" } as const;
const daySeconds = 86_400;
const keepSeconds = { succeeded: daySeconds, failed: 7 * daySeconds };

/** JSON Schema of the section. */
export const argoOptionsSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    namespace: { ...dnsName, description: "Namespace of the emitted objects. Default: the one they are applied to." },
    serviceAccount: {
      type: "string",
      pattern: "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$",
      description:
        "Service account of the pods; its role must let it create and patch workflowtaskresults. Default: the namespace's.",
    },
    command: {
      type: "array",
      minItems: 1,
      items: { type: "string", minLength: 1, not: { pattern: "\\{\\{" } },
      default: ["zenc-step"],
      description: "How an image starts zenc-step.",
    },
    maxInstances: {
      type: "integer",
      minimum: 1,
      default: 500,
      description: "Instances of one fan-out; more items are cut into chunks.",
    },
    parallelism: { type: "integer", minimum: 1, description: "Pods of one run at once, where the pipeline does not say." },
    podGC: {
      enum: ["never", "OnPodCompletion", "OnPodSuccess", "OnWorkflowCompletion", "OnWorkflowSuccess"],
      default: "OnPodSuccess",
      description: "When the pods of a run are removed.",
    },
    keepSeconds: {
      type: "object",
      additionalProperties: false,
      properties: {
        succeeded: { type: "integer", minimum: 0, default: keepSeconds.succeeded },
        failed: { type: "integer", minimum: 0, default: keepSeconds.failed },
      },
      description: "Seconds for which Argo keeps workflows that have ended. What zenc shows of runs stays in the store.",
    },
    labels: {
      type: "object",
      propertyNames: { pattern: "^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$" },
      additionalProperties: { type: "string", pattern: "^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$" },
      description: "Labels of the emitted objects and of the workflows that are made of them.",
    },
  },
} as const;

/** The options of a stack, which the schema has accepted, with defaults. */
export function argoOptions(options: Readonly<Record<string, unknown>>): ArgoOptions {
  const given = options as Partial<ArgoOptions>;
  return {
    command: ["zenc-step"],
    maxInstances: 500,
    podGC: "OnPodSuccess",
    labels: {},
    ...given,
    keepSeconds: { ...keepSeconds, ...given.keepSeconds },
  };
}
