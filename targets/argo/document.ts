// What the target's files say, as data: Argo's own objects, as far as zenc writes them. Valid for Argo 3.7 and 4.
import type { Affinity, ContainerSecurity, Labels, Pod, PodSecurity, Toleration, Volume } from "../pod/index.js";

export interface WorkflowTemplate {
  readonly apiVersion: "argoproj.io/v1alpha1";
  readonly kind: "WorkflowTemplate";
  readonly metadata: Metadata;
  readonly spec: WorkflowSpec;
}

export interface CronWorkflow {
  readonly apiVersion: "argoproj.io/v1alpha1";
  readonly kind: "CronWorkflow";
  readonly metadata: Metadata;
  readonly spec: {
    readonly schedules: readonly string[];
    readonly timezone: string;
    readonly concurrencyPolicy: "Allow" | "Forbid" | "Replace";
    /** How late a run may begin that the controller has missed. */
    readonly startingDeadlineSeconds: number;
    readonly workflowSpec: { readonly workflowTemplateRef: { readonly name: string } };
  };
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

export interface WorkflowSpec {
  readonly entrypoint: string;
  readonly serviceAccountName?: string;
  readonly parallelism?: number;
  readonly activeDeadlineSeconds?: number;
  readonly synchronization?: { readonly mutexes: readonly { readonly name: string }[] };
  readonly podGC?: { readonly strategy: string };
  readonly ttlStrategy?: { readonly secondsAfterSuccess: number; readonly secondsAfterFailure: number };
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  /** Of the workflows that are made of the template. */
  readonly workflowMetadata?: Pick<Metadata, "labels" | "annotations">;
  readonly podMetadata?: Pick<Metadata, "labels">;
  /** JSON of what all pods have, also the containers that Argo adds. */
  readonly podSpecPatch: string;
  readonly arguments?: { readonly parameters: readonly WorkflowParameter[] };
  readonly templates: readonly Template[];
}

export interface WorkflowParameter {
  readonly name: string;
  readonly description?: string;
  /** Absent: the user must give one. */
  readonly value?: string;
  readonly enum?: readonly string[];
}

export type Template = StepTemplate | DagTemplate | StepsTemplate | SuspendTemplate;

/** What one kind of task runs as: a pod. */
export interface StepTemplate {
  readonly name: string;
  readonly inputs: Inputs;
  readonly outputs?: { readonly parameters: readonly FileOutput[] };
  readonly metadata?: Pick<Metadata, "labels" | "annotations">;
  readonly retryStrategy: RetryStrategy;
  /** Of one attempt. */
  readonly activeDeadlineSeconds?: number;
  readonly nodeSelector?: Labels;
  readonly tolerations?: readonly Toleration[];
  readonly affinity?: Affinity;
  readonly priorityClassName?: string;
  readonly securityContext: PodSecurity;
  readonly volumes?: readonly Volume[];
  /** JSON of what a template has no field for. */
  readonly podSpecPatch?: string;
  readonly container: {
    readonly image?: string;
    readonly imagePullPolicy?: Pod["imagePullPolicy"];
    readonly command: readonly string[];
    readonly env: Pod["env"];
    readonly envFrom?: Pod["envFrom"];
    readonly resources: Pick<Pod["resources"], "requests" | "limits">;
    readonly volumeMounts?: Pod["volumeMounts"];
    readonly securityContext: ContainerSecurity;
  };
}

export interface Inputs {
  readonly parameters: readonly { readonly name: string; readonly value?: string }[];
}

interface FileOutput {
  readonly name: string;
  readonly valueFrom: { readonly path: string; readonly default: string };
}

export interface RetryStrategy {
  readonly limit: string;
  readonly retryPolicy: "Always";
  readonly expression: string;
  readonly backoff?: { readonly duration: string; readonly factor?: string; readonly cap?: string };
}

/** A scope: the pipeline, or one instance of a fan-out. */
export interface DagTemplate {
  readonly name: string;
  readonly inputs?: Inputs;
  readonly outputs?: { readonly parameters: readonly PhaseOutput[] };
  readonly dag: { readonly failFast: false; readonly tasks: readonly DagTask[] };
}

interface PhaseOutput {
  readonly name: string;
  readonly valueFrom: { readonly expression: string; readonly default: string };
}

export interface DagTask {
  readonly name: string;
  readonly template: string;
  readonly depends?: string;
  readonly when?: string;
  readonly withParam?: string;
  readonly arguments?: { readonly parameters: readonly { readonly name: string; readonly value: string }[] };
}

/** Fails by itself, without a pod, where something else has. */
export interface StepsTemplate {
  readonly name: string;
  readonly inputs: Inputs;
  readonly steps: readonly (readonly Pick<DagTask, "name" | "template" | "when">[])[];
}

/** What is named by tasks that never run. */
export interface SuspendTemplate {
  readonly name: string;
  readonly suspend: Readonly<Record<string, never>>;
}
