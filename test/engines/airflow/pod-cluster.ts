// A real Kubernetes for Airflow's pods: API server and scheduler, whose machines are objects and whose pods run here; no Argo.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { boot } from "../cluster/boot.js";
import type { Client } from "../cluster/client.js";
import { type FakeNode, manifestOf } from "../cluster/fake-node.js";
import { makeFolder } from "../cluster/folder.js";
import { installCluster } from "../cluster/install.js";
import type { Pod } from "../cluster/objects.js";
import { openKubelet } from "../cluster/pods/kubelet.js";
import { openNodes } from "../cluster/pods/node.js";

export interface PodCluster {
  readonly client: Client;
  readonly kubeconfig: string;
  /** Every pod that was made, in order, as it was last seen. */
  pods(): readonly Pod[];
  /** Resolves with a pod as soon as the API server has one of which this holds. */
  seen(holds: (pod: Pod) => boolean): Promise<Pod>;
  addNode(node: FakeNode): Promise<void>;
  /** Lets all pods that start from now on see and change a folder of this machine. */
  share(folder: string): void;
  close(): Promise<void>;
}

export interface PodClusterOptions {
  readonly nodes?: readonly FakeNode[];
  /** The most pods whose commands run at once. */
  readonly atOnce?: number;
}

/** Boots it (5 seconds). */
export async function openPodCluster({ nodes = [{ name: "roomy" }], atOnce = 4 }: PodClusterOptions = {}): Promise<PodCluster> {
  const files = await installCluster();
  const folder = await makeFolder();
  const opened: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 3 })];
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const { client, kubeconfig, servers } = await boot(files, folder, { crds: "minimal" });
    opened.push(...servers.map((server) => () => server.stop()), client.close);
    const kubelet = await openKubelet(join(folder, "certificates"));
    opened.push(kubelet.close);
    const addNode = async (node: FakeNode): Promise<void> => {
      await client.create(manifestOf({ ...node, kubelet: kubelet.port }));
    };
    await Promise.all(nodes.map(addNode));
    const shared = new Set<string>();
    const own = join(folder, "pods");
    await mkdir(own);
    const ground = { client, files, image: { files: [], environment: {} }, shared: () => [...shared] };
    const machines = await openNodes(ground, { folder: own, atOnce });
    opened.push(machines.close);
    kubelet.serve(machines.find);
    const pods = new Map<string, Pod>();
    const waiting = new Set<(pod: Pod) => void>();
    const watch = await client.watch("Pod", { namespace: "default" }, (change, pod) => {
      pods.set(pod.metadata.uid, pod);
      if (change !== "deleted") for (const look of [...waiting]) look(pod);
    });
    opened.push(watch.close);
    return {
      client,
      kubeconfig,
      pods: () => [...pods.values()],
      seen: (holds) =>
        new Promise((resolve) => {
          const look = (pod: Pod) => {
            if (!holds(pod)) return;
            waiting.delete(look);
            resolve(pod);
          };
          waiting.add(look);
        }),
      addNode,
      share: (path) => shared.add(path),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
