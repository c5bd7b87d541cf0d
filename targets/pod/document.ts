// The pod that a step runs in, as data: the part of a pod's specification that targets for Kubernetes share. Names are Kubernetes' own.

export interface Pod {
  /** Absent: neither the step nor its pool nor the stack names one; `checkPods` has refused that. */
  readonly image?: string;
  readonly imagePullPolicy?: "Always" | "IfNotPresent" | "Never";
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  /** Values that zenc chose, and references; never a value of the author's. */
  readonly env: readonly PodVariable[];
  readonly envFrom?: readonly PodVariables[];
  readonly resources: PodResources;
  /** Claims of the pod on devices, by Dynamic Resource Allocation. */
  readonly resourceClaims?: readonly { readonly name: string; readonly resourceClaimTemplateName: string }[];
  readonly nodeSelector?: Labels;
  readonly tolerations?: readonly Toleration[];
  readonly affinity?: Affinity;
  readonly volumes: readonly Volume[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly runtimeClassName?: string;
  readonly priorityClassName?: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Of the pod. */
  readonly securityContext: PodSecurity;
  /** Of the step's container. */
  readonly containerSecurityContext: ContainerSecurity;
}

export type Labels = Readonly<Record<string, string>>;

export type PodVariable =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly valueFrom: VariableSource };

export type VariableSource =
  | { readonly secretKeyRef: { readonly name: string; readonly key: string } }
  | { readonly configMapKeyRef: { readonly name: string; readonly key: string } }
  | { readonly fieldRef: { readonly fieldPath: string } };

export type PodVariables =
  | { readonly secretRef: { readonly name: string } }
  | { readonly configMapRef: { readonly name: string } };

/** Quantities as Kubernetes writes them. */
export interface PodResources {
  readonly requests: Labels;
  readonly limits?: Labels;
  readonly claims?: readonly { readonly name: string }[];
}

export interface Toleration {
  readonly key?: string;
  readonly operator: "Exists" | "Equal";
  readonly value?: string;
  readonly effect?: "NoSchedule" | "PreferNoSchedule" | "NoExecute";
}

export interface Affinity {
  readonly nodeAffinity: {
    readonly requiredDuringSchedulingIgnoredDuringExecution: {
      readonly nodeSelectorTerms: readonly [{ readonly matchExpressions: readonly NodeExpression[] }];
    };
  };
}

export interface NodeExpression {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt";
  readonly values?: readonly string[];
}

export interface Volume {
  readonly name: string;
  readonly emptyDir: { readonly medium?: "Memory"; readonly sizeLimit?: string };
}

export interface PodSecurity {
  readonly runAsNonRoot: true;
  readonly runAsUser?: number;
  readonly seccompProfile: { readonly type: "RuntimeDefault" };
}

export interface ContainerSecurity {
  readonly allowPrivilegeEscalation: false;
  readonly readOnlyRootFilesystem: true;
  readonly capabilities: { readonly drop: readonly ["ALL"] };
}
