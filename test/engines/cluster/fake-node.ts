// A machine of the cluster, as the scheduler knows it: an object is all that there is of it.
import type { Manifest } from "./objects.js";

export interface FakeNode {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** Of the resource "nvidia.com/gpu"; or other extended resources by name. */
  readonly gpus?: number | Readonly<Record<string, number>>;
  /** Cores; as many as anybody asks for, where it is not said. */
  readonly cpu?: number;
  /** A Kubernetes quantity. */
  readonly memory?: string;
  /** The most pods. */
  readonly pods?: number;
  /** The port of its kubelet on this machine, where somebody is to read the logs of its pods. */
  readonly kubelet?: number;
}

export function manifestOf({
  name,
  labels,
  taints = [],
  gpus = 0,
  cpu = 10_000,
  memory = "100Ti",
  pods = 10_000,
  kubelet,
}: FakeNode): Manifest {
  const extended = typeof gpus === "number" ? (gpus > 0 ? { "nvidia.com/gpu": gpus } : {}) : gpus;
  const counts = Object.entries({ cpu, pods, ...extended }).map(([resource, count]) => [resource, `${count}`] as const);
  const resources = { ...Object.fromEntries(counts), memory, "ephemeral-storage": "100Ti" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64", ...labels },
    },
    spec: { taints },
    status: {
      capacity: resources,
      allocatable: resources,
      ...(kubelet === undefined
        ? {}
        : {
            addresses: [{ type: "InternalIP", address: "127.0.0.1" }],
            daemonEndpoints: { kubeletEndpoint: { Port: kubelet } },
          }),
      conditions: [{ type: "Ready", status: "True", reason: "KubeletReady", message: "" }],
    },
  };
}
