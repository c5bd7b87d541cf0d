// The table of profiles: how the nodes of a pool are named, tainted and told apart on each kind of cluster. Clouds change these
// spellings: they stand here and nowhere else.
import type { Labels, NodeExpression, Toleration } from "./document.js";

export interface Profile {
  /** For people. */
  readonly title: string;
  /** The extended resource of one accelerator. */
  readonly resource: string;
  /** Label of `accelerator` in a pool: the model as this cluster spells it. */
  readonly accelerator?: string;
  /** Label of `nodeGroup` in a pool. */
  readonly nodeGroup?: string;
  /** What all nodes with accelerators have. */
  readonly nodeSelector?: Labels;
  /** The taints of nodes with accelerators. */
  readonly tolerations: readonly Toleration[];
  /** What every node without an accelerator meets, so that steps that ask for none keep off; absent: the pools' own labels say it. */
  readonly without?: NodeExpression;
  readonly spot?: {
    readonly key: string;
    readonly value: string;
    /** The taint of its nodes. */
    readonly toleration?: Toleration;
  };
}

const nvidiaTaint: Toleration = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };
const karpenterSpot = { key: "karpenter.sh/capacity-type", value: "spot" } as const;

export const profiles = {
  nvidia: {
    title: "NVIDIA's device plugin; `accelerator` is a product of GPU feature discovery, as Tesla-T4",
    resource: "nvidia.com/gpu",
    accelerator: "nvidia.com/gpu.product",
    tolerations: [nvidiaTaint],
    without: { key: "nvidia.com/gpu.present", operator: "NotIn", values: ["true"] },
  },
  gke: {
    title: "Google Kubernetes Engine; `accelerator` as nvidia-tesla-t4, `nodeGroup` is a node pool",
    resource: "nvidia.com/gpu",
    accelerator: "cloud.google.com/gke-accelerator",
    nodeGroup: "cloud.google.com/gke-nodepool",
    tolerations: [nvidiaTaint],
    without: { key: "cloud.google.com/gke-accelerator", operator: "DoesNotExist" },
    spot: {
      key: "cloud.google.com/gke-spot",
      value: "true",
      toleration: { key: "cloud.google.com/gke-spot", operator: "Equal", value: "true", effect: "NoSchedule" },
    },
  },
  eks: {
    title: "Amazon EKS with managed node groups; `accelerator` is an instance type, as g5.xlarge",
    resource: "nvidia.com/gpu",
    accelerator: "node.kubernetes.io/instance-type",
    nodeGroup: "eks.amazonaws.com/nodegroup",
    tolerations: [nvidiaTaint],
    spot: { key: "eks.amazonaws.com/capacityType", value: "SPOT" },
  },
  "eks-auto": {
    title: "Amazon EKS Auto Mode; `accelerator` as t4, a10g, h100, `nodeGroup` is a NodePool",
    resource: "nvidia.com/gpu",
    accelerator: "eks.amazonaws.com/instance-gpu-name",
    nodeGroup: "karpenter.sh/nodepool",
    tolerations: [nvidiaTaint],
    without: { key: "eks.amazonaws.com/instance-gpu-name", operator: "DoesNotExist" },
    spot: karpenterSpot,
  },
  karpenter: {
    title: "Karpenter on AWS; `accelerator` as t4, a10g, h100, `nodeGroup` is a NodePool",
    resource: "nvidia.com/gpu",
    accelerator: "karpenter.k8s.aws/instance-gpu-name",
    nodeGroup: "karpenter.sh/nodepool",
    tolerations: [nvidiaTaint],
    without: { key: "karpenter.k8s.aws/instance-gpu-name", operator: "DoesNotExist" },
    spot: karpenterSpot,
  },
  aks: {
    title: "Azure Kubernetes Service; `accelerator` is a VM size, as Standard_NC4as_T4_v3, `nodeGroup` is an agent pool",
    resource: "nvidia.com/gpu",
    accelerator: "node.kubernetes.io/instance-type",
    nodeGroup: "agentpool",
    nodeSelector: { "kubernetes.azure.com/accelerator": "nvidia" },
    tolerations: [nvidiaTaint, { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }],
    without: { key: "kubernetes.azure.com/accelerator", operator: "DoesNotExist" },
    spot: {
      key: "kubernetes.azure.com/scalesetpriority",
      value: "spot",
      toleration: { key: "kubernetes.azure.com/scalesetpriority", operator: "Equal", value: "spot", effect: "NoSchedule" },
    },
  },
  own: {
    title: "labels of your own: `nodeSelector`, `tolerations` and `resource` say it all",
    resource: "nvidia.com/gpu",
    tolerations: [],
  },
} as const satisfies Readonly<Record<string, Profile>>;

export type ProfileName = keyof typeof profiles;

/** The profile of a name, which the schema has accepted. */
export const profileOf = (name: ProfileName): Profile => profiles[name];
