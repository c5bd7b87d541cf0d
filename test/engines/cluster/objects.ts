// The Kubernetes objects that the tests speak of, as far as they do, and where each kind lives.
import type { Json } from "../../../runtime/contract/index.js";

export interface Metadata {
  readonly name: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** Any object, as it is sent. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Partial<Metadata>;
  readonly [field: string]: unknown;
}

export interface Stored {
  readonly metadata: Metadata;
}

export interface Pod extends Stored {
  readonly spec: PodSpec;
  readonly status?: PodStatus;
}

export interface PodSpec {
  readonly nodeName?: string;
  readonly serviceAccountName?: string;
  readonly activeDeadlineSeconds?: number;
  readonly terminationGracePeriodSeconds?: number;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly env?: readonly EnvVar[];
  readonly envFrom?: readonly EnvFrom[];
  readonly volumeMounts?: readonly VolumeMount[];
  readonly securityContext?: { readonly readOnlyRootFilesystem?: boolean };
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly resourceFieldRef?: { readonly containerName?: string; readonly resource: string };
    readonly secretKeyRef?: KeyRef;
    readonly configMapKeyRef?: KeyRef;
  };
}

export interface EnvFrom {
  readonly prefix?: string;
  readonly secretRef?: { readonly name: string; readonly optional?: boolean };
  readonly configMapRef?: { readonly name: string; readonly optional?: boolean };
}

export interface KeyRef {
  readonly name: string;
  readonly key: string;
  readonly optional?: boolean;
}

export interface Volume {
  readonly name: string;
  readonly emptyDir?: object;
  readonly configMap?: { readonly name: string; readonly optional?: boolean; readonly items?: readonly VolumeItem[] };
  readonly secret?: { readonly secretName: string; readonly optional?: boolean; readonly items?: readonly VolumeItem[] };
}

export interface VolumeItem {
  readonly key: string;
  readonly path: string;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

export interface PodStatus {
  readonly phase: "Pending" | "Running" | "Succeeded" | "Failed" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
  readonly conditions?: readonly Condition[];
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface Workflow extends Stored {
  readonly spec: { readonly [field: string]: unknown };
  readonly status?: WorkflowStatus;
}

export interface WorkflowStatus {
  readonly phase?: "Pending" | "Running" | "Succeeded" | "Failed" | "Error";
  readonly message?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly nodes?: Readonly<Record<string, WorkflowNode>>;
  /** Instead of `nodes`, where they are many: gzip in base64. */
  readonly compressedNodes?: string;
}

/** A node of a workflow: a pod, or what holds others together. */
export interface WorkflowNode {
  readonly id: string;
  /** Its path: `workflow.task.task(0:item)`. */
  readonly name: string;
  readonly displayName: string;
  readonly type: "Pod" | "DAG" | "TaskGroup" | "Steps" | "StepGroup" | "Retry" | "Skipped" | "Suspend" | "Container";
  readonly phase: "Pending" | "Running" | "Succeeded" | "Skipped" | "Failed" | "Error" | "Omitted";
  readonly message?: string;
  readonly templateName?: string;
  /** The machine of its pod. */
  readonly hostNodeName?: string;
  readonly templateScope?: string;
  readonly boundaryID?: string;
  readonly children?: readonly string[];
  readonly startedAt?: string | null;
  readonly finishedAt?: string | null;
  readonly inputs?: { readonly parameters?: readonly Parameter[] };
  readonly outputs?: { readonly parameters?: readonly Parameter[]; readonly exitCode?: string };
}

export interface Parameter {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly path?: string; readonly default?: string };
}

export interface Data extends Stored {
  readonly data?: Readonly<Record<string, string>>;
}

/** What each kind is when it comes back from the server. */
export interface Kinds {
  readonly Pod: Pod;
  readonly Node: Stored & { readonly status?: { readonly conditions?: readonly Condition[] } };
  readonly Namespace: Stored;
  readonly Secret: Data;
  readonly ConfigMap: Data;
  readonly ServiceAccount: Stored;
  readonly Event: Stored & { readonly reason?: string; readonly message?: string };
  readonly Role: Stored;
  readonly RoleBinding: Stored;
  readonly ResourceQuota: Stored;
  readonly PriorityClass: Stored;
  readonly RuntimeClass: Stored;
  readonly DeviceClass: Stored;
  readonly ResourceClaimTemplate: Stored;
  readonly CustomResourceDefinition: Stored & { readonly status?: { readonly conditions?: readonly Condition[] } };
  readonly Workflow: Workflow;
  readonly WorkflowTemplate: Stored & { readonly spec: Readonly<Record<string, Json>> };
  readonly CronWorkflow: Stored;
  readonly WorkflowTaskResult: Stored;
}

export type Kind = keyof Kinds;

interface Place {
  readonly group: string;
  readonly plural: string;
  /** Of the whole cluster, in no namespace. */
  readonly global?: true;
}

const core = "/api/v1";
const argo = "/apis/argoproj.io/v1alpha1";
const rbac = "/apis/rbac.authorization.k8s.io/v1";

const places: Readonly<Record<Kind, Place>> = {
  Pod: { group: core, plural: "pods" },
  Node: { group: core, plural: "nodes", global: true },
  Namespace: { group: core, plural: "namespaces", global: true },
  Secret: { group: core, plural: "secrets" },
  ConfigMap: { group: core, plural: "configmaps" },
  ServiceAccount: { group: core, plural: "serviceaccounts" },
  Event: { group: core, plural: "events" },
  Role: { group: rbac, plural: "roles" },
  RoleBinding: { group: rbac, plural: "rolebindings" },
  ResourceQuota: { group: core, plural: "resourcequotas" },
  PriorityClass: { group: "/apis/scheduling.k8s.io/v1", plural: "priorityclasses", global: true },
  RuntimeClass: { group: "/apis/node.k8s.io/v1", plural: "runtimeclasses", global: true },
  DeviceClass: { group: "/apis/resource.k8s.io/v1", plural: "deviceclasses", global: true },
  ResourceClaimTemplate: { group: "/apis/resource.k8s.io/v1", plural: "resourceclaimtemplates" },
  CustomResourceDefinition: { group: "/apis/apiextensions.k8s.io/v1", plural: "customresourcedefinitions", global: true },
  Workflow: { group: argo, plural: "workflows" },
  WorkflowTemplate: { group: argo, plural: "workflowtemplates" },
  CronWorkflow: { group: argo, plural: "cronworkflows" },
  WorkflowTaskResult: { group: argo, plural: "workflowtaskresults" },
};

export const isKind = (kind: string): kind is Kind => Object.hasOwn(places, kind);

/** The path of a kind's collection in the API, or of one object in it. */
export function pathOf(kind: Kind, namespace: string, name?: string): string {
  const { group, plural, global } = places[kind];
  const collection = global ? `${group}/${plural}` : `${group}/namespaces/${namespace}/${plural}`;
  return name === undefined ? collection : `${collection}/${name}`;
}
