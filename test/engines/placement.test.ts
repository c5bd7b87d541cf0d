// Placement on a real scheduler: the pods of the stacks of test/pod/stacks, in a namespace that enforces the restricted security standard, on
// nodes that are labelled and tainted as each cloud does it.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stack } from "../../compiler/ir/index.js";
import { readStack } from "../../compiler/stack/index.js";
import { airflowTarget } from "../../targets/airflow/target.js";
import { targets } from "../../targets/index.js";
import { claimTemplatesOf, type Pod as ZencPod } from "../../targets/pod/index.js";
import { placedSteps, podsOf, requestFor } from "../pod/steps.js";
import { installAirflow } from "./airflow/install.js";
import { type DryPod, dryPods } from "./airflow/pods.js";
import { type Booted, boot } from "./cluster/boot.js";
import { type FakeNode, manifestOf } from "./cluster/fake-node.js";
import { installCluster } from "./cluster/install.js";
import type { Manifest, Pod } from "./cluster/objects.js";

const namespace = "restricted";
const nvidia = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" };
const spot = (key: string, value: string) => ({ key, value, effect: "NoSchedule" });
const cpu: FakeNode = { name: "cpu" };

/** The nodes of each stack's cluster, named after their pools; `not-…` are those that no pod of zenc's may be on. */
const clusters: Readonly<Record<string, readonly FakeNode[]>> = {
  nothing: [cpu, { name: "not-gpu", gpus: 8, taints: [nvidia] }],
  gke: [
    {
      name: "t4",
      labels: { "cloud.google.com/gke-accelerator": "nvidia-tesla-t4", "cloud.google.com/gke-spot": "true" },
      taints: [nvidia, spot("cloud.google.com/gke-spot", "true")],
      gpus: 1,
    },
    {
      name: "big",
      labels: { "cloud.google.com/gke-accelerator": "nvidia-a100-80gb", "cloud.google.com/gke-nodepool": "training" },
      taints: [nvidia],
      gpus: 8,
    },
    { name: "small", labels: { "cloud.google.com/gke-nodepool": "small" } },
    {
      name: "large",
      labels: { "cloud.google.com/gke-nodepool": "large", "cloud.google.com/gke-spot": "true" },
      taints: [spot("cloud.google.com/gke-spot", "true")],
    },
    { name: "not-on-demand", labels: { "cloud.google.com/gke-accelerator": "nvidia-tesla-t4" }, taints: [nvidia], gpus: 4 },
    {
      name: "not-spot",
      labels: {
        "cloud.google.com/gke-accelerator": "nvidia-a100-80gb",
        "cloud.google.com/gke-nodepool": "training",
        "cloud.google.com/gke-spot": "true",
      },
      gpus: 8,
    },
    {
      name: "not-for-plain-steps",
      labels: { "cloud.google.com/gke-accelerator": "nvidia-l4", "cloud.google.com/gke-nodepool": "small" },
      gpus: 8,
    },
  ],
  aws: [
    {
      name: "g5",
      labels: { "node.kubernetes.io/instance-type": "g5.xlarge", "eks.amazonaws.com/capacityType": "SPOT" },
      gpus: 1,
    },
    {
      name: "t4",
      labels: { "karpenter.k8s.aws/instance-gpu-name": "t4", "karpenter.sh/capacity-type": "on-demand" },
      taints: [nvidia],
      gpus: 4,
    },
    {
      name: "a100",
      labels: { "eks.amazonaws.com/instance-gpu-name": "a100", "karpenter.sh/capacity-type": "on-demand" },
      taints: [nvidia],
      gpus: 8,
    },
    { name: "cpu", labels: { "node.kubernetes.io/instance-type": "m7i.xlarge" } },
    {
      name: "not-spot",
      labels: { "karpenter.k8s.aws/instance-gpu-name": "t4", "karpenter.sh/capacity-type": "spot" },
      gpus: 4,
    },
  ],
  aks: [
    {
      name: "t4",
      labels: {
        "node.kubernetes.io/instance-type": "Standard_NC4as_T4_v3",
        "kubernetes.azure.com/accelerator": "nvidia",
        "kubernetes.azure.com/scalesetpriority": "spot",
      },
      taints: [spot("sku", "gpu"), spot("kubernetes.azure.com/scalesetpriority", "spot")],
      gpus: 1,
    },
    {
      name: "a100",
      labels: { agentpool: "a100", "kubernetes.azure.com/accelerator": "nvidia" },
      taints: [spot("sku", "gpu")],
      gpus: 8,
    },
    cpu,
    { name: "not-any", labels: { "kubernetes.azure.com/accelerator": "nvidia" }, gpus: 8 },
  ],
  bare: [
    {
      name: "slice",
      labels: { "nvidia.com/gpu.present": "true", "nvidia.com/gpu.product": "NVIDIA-A100-SXM4-80GB" },
      gpus: { "nvidia.com/mig-1g.10gb": 7 },
    },
    { name: "mi300", labels: { "example.com/pool": "mi300" }, gpus: { "amd.com/gpu": 8 } },
    cpu,
    { name: "not-arm", labels: { "kubernetes.io/arch": "arm64" } },
  ],
};

const stacksFolder = fileURLToPath(new URL("../pod/stacks/", import.meta.url));
const stackOf = async (name: string): Promise<Stack> => {
  const text = await readFile(join(stacksFolder, `${name}.yaml`), "utf8");
  const { stack } = readStack(text, name, { store: "s3://ml/zenc" }, targets);
  return { ...(stack as Stack), options: { flavour: "kubernetes", namespace } };
};

/** As a target writes it. */
function manifest(name: string, pod: ZencPod): Manifest {
  const { labels, annotations, securityContext, containerSecurityContext, image, imagePullPolicy, env, envFrom, ...rest } = pod;
  const { resources, volumeMounts, ...spec } = rest;
  const container = { name: "main", image, imagePullPolicy, env, envFrom, resources, volumeMounts };
  const containers = [{ ...container, securityContext: containerSecurityContext }];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels, annotations },
    spec: { ...spec, containers, securityContext, restartPolicy: "Never" },
  };
}

let folder: string;
let booted: Booted;
/** By stack, by task, what Airflow's operators would create. */
const airflowPods: Record<string, Readonly<Record<string, DryPod>>> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zenc-placement-"));
  const paths = new Map<string, string>();
  for (const name of Object.keys(clusters)) {
    const stack = await stackOf(name);
    const [file] = airflowTarget.emit(requestFor(stack, placedSteps(stack), name));
    paths.set(name, join(folder, file?.path ?? ""));
    await writeFile(join(folder, file?.path ?? ""), file?.text ?? "");
  }
  const made = await dryPods(await installAirflow(), [...paths.values()]);
  for (const [name, path] of paths) airflowPods[name] = made[path] ?? {};
  booted = await boot(await installCluster(), folder, { crds: "minimal" });
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  const { client } = booted;
  await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } });
  await client.create({
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name: "batch" },
    value: 10,
    preemptionPolicy: "Never",
  });
  await client.create({ apiVersion: "node.k8s.io/v1", kind: "RuntimeClass", metadata: { name: "nvidia" }, handler: "nvidia" });
});
afterAll(async () => {
  for (const server of booted?.servers ?? []) await server.stop(true);
  booted?.client.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Where the scheduler puts a pod, or why nowhere. */
async function scheduled(name: string): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    const { spec, status }: Pod = await booted.client.get("Pod", name, namespace);
    const condition = status?.conditions?.find(({ type }) => type === "PodScheduled");
    if (spec.nodeName !== undefined) return spec.nodeName;
    if (condition?.reason === "Unschedulable") return condition.message ?? "";
    await sleep(100);
  }
  throw new Error(`The scheduler says nothing of "${name}".`);
}

async function onNodes(nodes: readonly FakeNode[], act: () => Promise<void>): Promise<void> {
  const { client } = booted;
  await Promise.all(nodes.map((node) => client.create(manifestOf(node))));
  try {
    await act();
  } finally {
    const pods = await client.list("Pod", { namespace });
    await Promise.all(pods.map(({ metadata }) => client.delete("Pod", metadata.name, { namespace, graceSeconds: 0 })));
    await Promise.all(nodes.map(({ name }) => client.delete("Node", name)));
  }
}

describe.each(Object.keys(clusters))("%s", (name) => {
  const nodes = clusters[name] ?? [];

  test("the API server takes every pod, and the scheduler puts each on its pool", async () => {
    const stack = await stackOf(name);
    const placed = placedSteps(stack);
    const request = requestFor(stack, placed);
    const pods = podsOf(request, placed);
    // Without a pool of plain machines, a pod may be on the node that is there for them.
    const home = (step: (typeof placed)[string] | undefined) => step?.pool ?? step?.machine ?? (stack.machines ? "small" : "cpu");
    const direct = Object.entries(pods).filter(([id]) => id !== "all in one");
    const all: readonly (readonly [Manifest, string])[] = [
      ...direct.map(([id, pod]) => [manifest(id, pod), home(placed[id])] as const),
      ...Object.entries(airflowPods[name] ?? {}).map(([id, pod]) => [pod as unknown as Manifest, home(placed[id])] as const),
    ];
    expect(all).toHaveLength(2 * direct.length);
    await onNodes(nodes, async () => {
      const wanted: Record<string, string> = {};
      const found: Record<string, string> = {};
      for (const [pod, node] of all) {
        await booted.client.create(pod, { strictDryRun: true });
        const { metadata } = await booted.client.create(pod);
        wanted[metadata.name] = node;
        found[metadata.name] = await scheduled(metadata.name);
        // So that the next finds room.
        await booted.client.delete("Pod", metadata.name, { namespace, graceSeconds: 0 });
      }
      expect(found).toEqual(wanted);
    });
  });
});

test("accelerators by claim: the API server takes template and pod", async () => {
  const stack = await stackOf("bare");
  const only = { ...stack, accelerators: stack.accelerators.filter((pool) => pool.name === "a100") };
  const placed = placedSteps(only);
  const request = requestFor(only, placed);
  const templates = claimTemplatesOf(request.plan, only);
  expect(templates.map(({ metadata }) => metadata.name)).toEqual(["zenc-a100-1-10gi", "zenc-a100-2"]);
  for (const template of templates) {
    const { metadata, ...rest } = template;
    await booted.client.create({ ...rest, metadata: { ...metadata, namespace } }, { strictDryRun: true });
  }
  const { train } = podsOf(request, placed);
  await booted.client.create(manifest("claims", train as ZencPod), { strictDryRun: true });
});

test("a pod that is not restricted is refused there", async () => {
  const stack = await stackOf("nothing");
  const { plain } = podsOf(requestFor(stack, placedSteps(stack)), placedSteps(stack));
  const { spec, ...rest } = manifest("root", plain as ZencPod) as Manifest & { readonly spec: object };
  const free = { ...rest, spec: { ...spec, securityContext: {} } };
  await expect(booted.client.create(free, { strictDryRun: true })).rejects.toThrow(/violates PodSecurity "restricted/);
});

describe("a pod that fits nowhere stays pending, for a reason that docs/kubernetes.md explains", () => {
  const [t4] = clusters.gke as [FakeNode];
  test.each([
    ["no node of the pool", [cpu], "didn't match Pod's node affinity/selector"],
    ["all are taken", [{ ...t4, gpus: 0 }], "Insufficient nvidia.com/gpu"],
    ["too little memory", [{ ...t4, memory: "2Gi" }], "Insufficient memory"],
    ["a taint of one's own", [{ ...t4, taints: [{ key: "own", effect: "NoSchedule" }] }], "had untolerated taint"],
  ] as const)("%s", async (_, nodes, reason) => {
    const stack = await stackOf("gke");
    const placed = placedSteps(stack);
    const { train } = podsOf(requestFor(stack, placed), placed);
    await onNodes(nodes, async () => {
      await booted.client.create(manifest("train", train as ZencPod));
      expect(await scheduled("train")).toContain(reason);
    });
    expect(await readFile(fileURLToPath(new URL("../../docs/kubernetes.md", import.meta.url)), "utf8")).toContain(`*${reason}`);
  });
});
