// The cluster with a node that is real: kubelet, containerd and runc run images, and Argo's own executor reports what came out.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Booted, boot } from "../boot.js";
import type { Client } from "../client.js";
import { openController } from "../controller.js";
import { makeFolder } from "../folder.js";
import { installCluster, installKubelet } from "../install.js";
import { type Server, startProgram, waitUntil } from "../server.js";
import { openWorkflows, type Workflows } from "../workflows.js";
import { type ImageContents, writeImage } from "./image.js";

export interface RealCluster extends Pick<Workflows, "waitFor"> {
  readonly client: Client;
  /** What the node's programs wrote last. */
  log(): Promise<string>;
  close(): Promise<void>;
}

const nodeName = "real-0";
const pauseImage = "localhost/pause:test";

/** Boots it (half a minute), with images that pods may name. They need `hostNetwork`, and the service account "zenc". */
export async function openRealCluster(images: readonly ImageContents[]): Promise<RealCluster> {
  const [files, node] = [await installCluster(), await installKubelet()];
  const folder = await makeFolder();
  const opened: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const booted = await boot(files, folder, { crds: "minimal", serviceAccounts: true });
    const { client, servers } = booted;
    opened.push(...servers.map((server) => () => server.stop()), client.close);
    await addAccounts(booted, folder);
    const executor: ImageContents = { name: "localhost/argoexec:test", files: { "/bin/argoexec": node.argoexec } };
    // It holds the namespaces of a pod; nobody asks it to end, it is killed.
    const pause = { name: pauseImage, files: { "/bin/sleep": "/usr/bin/sleep" }, command: ["/bin/sleep", "infinity"] };
    const server = await startNode(booted, files.program("container"), node.kubelet, folder, [pause, executor, ...images]);
    opened.push(() => server.stop(true));
    const controller = await openController(files, folder, booted, {
      executorImage: executor.name,
      configuration: { executor: JSON.stringify(executorSettings(booted.port)) },
    });
    opened.push(controller.stop);
    const log = async () => `${await server.log()}\n--- controller\n${await controller.log()}`;
    const workflows = await openWorkflows(client, log);
    opened.push(workflows.close);
    return { client, waitFor: workflows.waitFor, log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Its containers too are what the restricted standard wants. */
const executorSettings = (port: number): object => ({
  imagePullPolicy: "Never",
  env: [
    { name: "KUBERNETES_SERVICE_HOST", value: "127.0.0.1" },
    { name: "KUBERNETES_SERVICE_PORT", value: `${port}` },
  ],
});

/** What Kubernetes' controller manager would make. */
async function addAccounts({ client }: Booted, folder: string): Promise<void> {
  const certificate = await readFile(join(folder, "certificates/apiserver.crt"), "utf8");
  const rbac = "rbac.authorization.k8s.io";
  await client.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "kube-root-ca.crt" },
    data: { "ca.crt": certificate },
  });
  for (const name of ["default", "zenc"]) await client.create({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name } });
  await client.create({
    apiVersion: `${rbac}/v1`,
    kind: "Role",
    metadata: { name: "zenc" },
    rules: [{ apiGroups: ["argoproj.io"], resources: ["workflowtaskresults"], verbs: ["create", "patch"] }],
  });
  await client.create({
    apiVersion: `${rbac}/v1`,
    kind: "RoleBinding",
    metadata: { name: "zenc" },
    roleRef: { apiGroup: rbac, kind: "Role", name: "zenc" },
    subjects: [{ kind: "ServiceAccount", name: "zenc", namespace: "default" }],
  });
}

/** containerd and kubelet have processes and mounts of their own, which end with them. */
async function startNode(
  booted: Booted,
  guard: string,
  kubelet: string,
  folder: string,
  images: readonly ImageContents[],
): Promise<Server> {
  const at = (name: string) => join(folder, "node", name);
  await mkdir(at("cni"), { recursive: true });
  await Promise.all([
    writeFile(at("containerd.toml"), containerdSettings(at)),
    writeFile(at("kubelet.json"), JSON.stringify(kubeletSettings(at("containerd.sock")))),
    writeFile(
      at("cni/10-loopback.conflist"),
      JSON.stringify({ cniVersion: "1.0.0", name: "test", plugins: [{ type: "loopback" }] }),
    ),
    ...images.map((image, index) => writeImage(at(`image-${index}.tar`), image)),
  ]);
  const ctr = `ctr -a ${at("containerd.sock")} -n k8s.io`;
  const script = [
    `containerd -c ${at("containerd.toml")} -l warn &`,
    `for i in $(seq 300); do ${ctr} version >/dev/null 2>&1 && break; sleep 0.1; done`,
    ...images.map((_, index) => `${ctr} images import ${at(`image-${index}.tar`)} >/dev/null || exit 1`),
    `${kubelet} --config ${at("kubelet.json")} --kubeconfig ${booted.kubeconfig} --hostname-override ${nodeName} --root-dir ${at("kubelet")} --cert-dir ${at("certificates")} -v 1; exit 1`,
  ];
  const own = ["unshare", "--pid", "--fork", "--kill-child", "--mount", "--mount-proc", "sh", "-c", script.join("\n")];
  const server = await startProgram(guard, folder, "node", own);
  await waitUntil("The node", [...booted.servers, server], async () => {
    const { status } = await booted.client.get("Node", nodeName);
    return status?.conditions?.some((one) => one.type === "Ready" && one.status === "True") ?? false;
  }).catch(async (error: unknown) => {
    await server.stop(true);
    throw error;
  });
  return server;
}

const containerdSettings = (at: (name: string) => string): string => `version = 2
root = "${at("containerd/root")}"
state = "${at("containerd/state")}"
[grpc]
  address = "${at("containerd.sock")}"
[ttrpc]
  address = "${at("containerd.ttrpc")}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${at("containerd/opt")}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${at("cni")}"
`;

const kubeletSettings = (socket: string): object => ({
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
  authorization: { mode: "AlwaysAllow" },
  containerRuntimeEndpoint: `unix://${socket}`,
  // This machine's cgroups are not the node's to divide: others live here.
  cgroupDriver: "cgroupfs",
  cgroupsPerQOS: false,
  enforceNodeAllocatable: [],
  failSwapOn: false,
  failCgroupV1: false,
  address: "127.0.0.1",
  port: 20250,
  readOnlyPort: 0,
  healthzPort: 0,
  evictionHard: { "memory.available": "100Mi" },
  imageGCHighThresholdPercent: 100,
  imageGCLowThresholdPercent: 99,
  makeIPTablesUtilChains: false,
  registryPullQPS: 0,
  kubeAPIQPS: 200,
  kubeAPIBurst: 400,
  volumeStatsAggPeriod: "0s",
});
