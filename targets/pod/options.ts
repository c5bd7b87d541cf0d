// The key `kubernetes` of a stack and of its pools: what its values mean, and their schemas.
import type { EmitRequest, Pool, SharedSection } from "../target.js";
import type { Labels, Toleration } from "./document.js";
import { type ProfileName, profiles } from "./profiles.js";

/** What a stack says about all of its pods. */
export interface PodOptions {
  readonly imagePullPolicy?: "Always" | "IfNotPresent" | "Never";
  /** Names of secrets. */
  readonly imagePullSecrets: readonly string[];
  /** Where the variables come from that steps name in `secrets`. */
  readonly secrets: Readonly<Record<string, { readonly secret: string; readonly key?: string }>>;
  /** A secret that holds those that `secrets` does not name, each under its own name. */
  readonly secret?: string;
  /** Variables of every pod. */
  readonly env: Readonly<Record<string, Reference>>;
  /** Secrets and config maps whose keys all become variables of every pod. */
  readonly envFrom: readonly ({ readonly secret: string } | { readonly configMap: string })[];
  /** A LocalQueue of Kueue. */
  readonly queue?: string;
  readonly priorityClass?: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly nodeSelector: Labels;
  readonly tolerations: readonly WrittenToleration[];
  readonly runAsUser?: number;
  /** Size of /dev/shm: a quantity. */
  readonly sharedMemory?: string | number;
  /** What a step asks for that says nothing. */
  readonly requests: { readonly cpu?: number; readonly memory?: string | number };
}

/** What a pool says about its machines. */
export interface PoolOptions {
  readonly profile: ProfileName;
  /** The model, as the profile's label spells it. */
  readonly accelerator?: string;
  readonly nodeGroup?: string;
  readonly instanceType?: string;
  readonly spot: boolean;
  /** The extended resource of one accelerator, where it is not the profile's: `nvidia.com/mig-1g.5gb`. */
  readonly resource?: string;
  readonly nodeSelector: Labels;
  readonly tolerations: readonly WrittenToleration[];
  readonly runtimeClass?: string;
  readonly queue?: string;
  readonly priorityClass?: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly sharedMemory?: string | number;
  /** Accelerators by Dynamic Resource Allocation instead of an extended resource. */
  readonly claim?: { readonly deviceClass: string } | { readonly template: string };
}

export type Reference =
  | { readonly secret: string; readonly key: string }
  | { readonly configMap: string; readonly key: string }
  | { readonly field: string };

/** Without a value every value is tolerated, without an effect every effect. */
export interface WrittenToleration {
  readonly key: string;
  readonly value?: string;
  readonly effect?: Toleration["effect"];
}

export function podOptions(stack: EmitRequest["stack"]): PodOptions {
  return {
    imagePullSecrets: [],
    secrets: {},
    env: {},
    envFrom: [],
    labels: {},
    annotations: {},
    nodeSelector: {},
    tolerations: [],
    requests: {},
    ...(stack.sections?.kubernetes as Partial<PodOptions> | undefined),
  };
}

/** Without a profile a pool has NVIDIA's plain device plugin. */
export function poolOptions(pool: Pool): PoolOptions {
  return {
    profile: "nvidia",
    spot: false,
    nodeSelector: {},
    tolerations: [],
    labels: {},
    annotations: {},
    ...(pool.sections?.kubernetes as Partial<PoolOptions> | undefined),
  };
}

const objectName = { type: "string", pattern: "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$" } as const;
const dataKey = { type: "string", pattern: "^[A-Za-z0-9._-]{1,253}$" } as const;
const variable = { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" } as const;
const labelKey = {
  pattern: "^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$",
} as const;
const labelValue = { type: "string", pattern: "^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$" } as const;
const quantity = {
  type: ["string", "integer"],
  pattern: "^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$",
  minimum: 1,
} as const;
const object = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  additionalProperties: false,
  ...(required.length === 0 ? {} : { required }),
  properties,
});
const labels = (description: string) => ({
  type: "object",
  description,
  propertyNames: labelKey,
  additionalProperties: labelValue,
});
const annotations = {
  type: "object",
  description: "Annotations of the pods.",
  propertyNames: labelKey,
  additionalProperties: { type: "string" },
} as const;
const tolerations = {
  type: "array",
  description: "Taints that the pods tolerate; without a value every value, without an effect every effect.",
  items: object(
    {
      key: { type: "string", ...labelKey },
      value: labelValue,
      effect: { enum: ["NoSchedule", "PreferNoSchedule", "NoExecute"] },
    },
    ["key"],
  ),
} as const;
const shared = {
  queue: { ...objectName, description: "LocalQueue of Kueue that admits the pods." },
  priorityClass: { ...objectName, description: "PriorityClass of the pods." },
  sharedMemory: { ...quantity, description: "Size of /dev/shm, as 2Gi. Default on accelerators: 1Gi." },
  labels: labels("Labels of the pods."),
  annotations,
  tolerations,
  nodeSelector: labels("Labels that the nodes have."),
} as const;

const stackSchema = {
  ...object({
    imagePullPolicy: { enum: ["Always", "IfNotPresent", "Never"], description: "When images are pulled. Default: Kubernetes'." },
    imagePullSecrets: { type: "array", items: objectName, description: "Names of the secrets for the registry." },
    secrets: {
      type: "object",
      description:
        "Where the variables are that steps name in `secrets`: a secret, and a key in it (default: the variable's name).",
      propertyNames: variable,
      additionalProperties: object({ secret: objectName, key: dataKey }, ["secret"]),
    },
    secret: { ...objectName, description: "The secret that holds all others of them, each under its own name." },
    env: {
      type: "object",
      description: "Variables of every pod, by reference: { secret, key }, { configMap, key } or { field }.",
      propertyNames: variable,
      additionalProperties: {
        oneOf: [
          object({ secret: objectName, key: dataKey }, ["secret", "key"]),
          object({ configMap: objectName, key: dataKey }, ["configMap", "key"]),
          object({ field: { type: "string", pattern: "^(metadata|spec|status)\\.[A-Za-z0-9./'\\[\\]_-]+$" } }, ["field"]),
        ],
      },
    },
    envFrom: {
      type: "array",
      description: "Secrets and config maps whose keys all become variables of every pod.",
      items: { oneOf: [object({ secret: objectName }, ["secret"]), object({ configMap: objectName }, ["configMap"])] },
    },
    runAsUser: {
      type: "integer",
      minimum: 1,
      description: "The user of the pods. Default: the image's, which must not be root.",
    },
    requests: {
      ...object({ cpu: { type: "number", exclusiveMinimum: 0 }, memory: quantity }),
      description: "What a step asks for that says nothing. Default: { cpu: 0.25, memory: 512Mi }.",
    },
    ...shared,
  }),
  description: "What all pods have, on targets that run steps in pods.",
};

const poolSchema = {
  ...object({
    profile: {
      enum: Object.keys(profiles),
      default: "nvidia",
      description: Object.entries(profiles)
        .map(([name, { title }]) => `${name}: ${title}.`)
        .join(" "),
    },
    accelerator: { ...labelValue, minLength: 1, description: "The model, as the cluster's label spells it." },
    nodeGroup: { ...labelValue, minLength: 1, description: "The node group, node pool or NodePool of the machines." },
    instanceType: { ...labelValue, minLength: 1, description: "Their node.kubernetes.io/instance-type." },
    spot: { type: "boolean", default: false, description: "They are spot machines, which may be taken away." },
    resource: {
      type: "string",
      pattern: "^[a-z0-9]([a-z0-9.-]*[a-z0-9])?/[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$",
      description: "Extended resource of one accelerator, as amd.com/gpu or nvidia.com/mig-1g.5gb. Default: the profile's.",
    },
    runtimeClass: { ...objectName, description: "RuntimeClass of the pods, where the cluster's default has no accelerators." },
    claim: {
      description:
        "Accelerators by Dynamic Resource Allocation: a device class, for which zenc writes the claim templates, or a ResourceClaimTemplate that is there.",
      oneOf: [object({ deviceClass: objectName }, ["deviceClass"]), object({ template: objectName }, ["template"])],
    },
    ...shared,
  }),
  description: "How pods get to these machines, on targets that run steps in pods.",
};

/** For the schema of a stack file. */
export const kubernetesSection: SharedSection = { stack: stackSchema, pool: poolSchema };
