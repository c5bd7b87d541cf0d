// Boots what every cluster has: etcd, the API server with Argo's kinds, the scheduler. All on free ports of this machine.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { parse } from "yaml";
import { type Client, connect } from "./client.js";
import type { ClusterFiles } from "./install.js";
import type { Manifest } from "./objects.js";
import { type Server, startServer, waitUntil } from "./server.js";

export interface Booted {
  readonly client: Client;
  /** For programs that read one. */
  readonly kubeconfig: string;
  readonly port: number;
  readonly servers: readonly Server[];
}

export interface BootOptions {
  readonly crds: "minimal" | "full";
}

/** Starts the servers; their files lie in `folder`. */
export async function boot(files: ClusterFiles, folder: string, { crds }: BootOptions): Promise<Booted> {
  const [etcdPort, peerPort, port] = (await freePorts(3)) as [number, number, number];
  const token = randomBytes(16).toString("hex");
  const certificates = join(folder, "certificates");
  await Promise.all([
    mkdir(certificates),
    writeKeys(folder),
    writeFile(join(folder, "tokens.csv"), `${token},admin,admin,"system:masters"\n`),
  ]);
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, JSON.stringify(kubeconfigOf(port, join(certificates, "apiserver.crt"), token)));
  const servers: Server[] = [];
  try {
    servers.push(await startServer(files, folder, "etcd", etcdOptions(etcdPort, peerPort), quiet));
    servers.push(await startServer(files, folder, "kube-apiserver", apiServerOptions(etcdPort, port), quiet));
    const certificate = await certificateIn(join(certificates, "apiserver.crt"), servers);
    const client = connect({ port, certificate, token });
    await waitUntil("The API server", servers, client.ready);
    servers.push(await startServer(files, folder, "kube-scheduler", schedulerOptions(kubeconfig), quiet));
    await addCrds(client, files.crds[crds], servers);
    return { client, kubeconfig, port, servers };
  } catch (error) {
    await Promise.all(servers.map((server) => server.stop(true)));
    throw error;
  }
}

/** Go's collector runs less often: the machine has more memory than cores. */
const quiet = { GOGC: "400" };

const etcdOptions = (port: number, peerPort: number): readonly string[] => [
  ...["--data-dir", "etcd", "--unsafe-no-fsync", "--log-level", "warn"],
  ...["--listen-client-urls", `http://127.0.0.1:${port}`, "--advertise-client-urls", `http://127.0.0.1:${port}`],
  ...["--listen-peer-urls", `http://127.0.0.1:${peerPort}`],
];

const apiServerOptions = (etcdPort: number, port: number): readonly string[] => [
  ...["--etcd-servers", `http://127.0.0.1:${etcdPort}`],
  ...[
    "--bind-address",
    "127.0.0.1",
    "--advertise-address",
    "127.0.0.1",
    "--secure-port",
    `${port}`,
    "--cert-dir",
    "certificates",
  ],
  ...["--service-account-issuer", "https://kubernetes.default.svc", "--service-cluster-ip-range", "10.0.0.0/24"],
  ...["--service-account-key-file", "accounts.pub", "--service-account-signing-key-file", "accounts.key"],
  ...["--token-auth-file", "tokens.csv", "--authorization-mode", "RBAC"],
  // Nobody here makes service accounts' tokens, nor takes away the taint of a node that has just been made.
  ...["--disable-admission-plugins", "ServiceAccount,TaintNodesByCondition"],
  ...["--enable-priority-and-fairness=false", "--endpoint-reconciler-type", "none", "--event-ttl", "30m", "--profiling=false"],
];

const schedulerOptions = (kubeconfig: string): readonly string[] => [
  ...["--kubeconfig", kubeconfig, "--authentication-kubeconfig", kubeconfig, "--authorization-kubeconfig", kubeconfig],
  ...["--leader-elect=false", "--secure-port", "0", "--kube-api-qps", "500", "--kube-api-burst", "1000"],
];

async function writeKeys(folder: string): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await writeFile(join(folder, "accounts.key"), privateKey.export({ type: "pkcs1", format: "pem" }));
  await writeFile(join(folder, "accounts.pub"), publicKey.export({ type: "spki", format: "pem" }));
}

const kubeconfigOf = (port: number, certificate: string, token: string): object => ({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "test", cluster: { server: `https://127.0.0.1:${port}`, "certificate-authority": certificate } }],
  users: [{ name: "admin", user: { token } }],
  contexts: [{ name: "test", context: { cluster: "test", user: "admin", namespace: "default" } }],
  "current-context": "test",
});

/** The API server makes itself one. */
async function certificateIn(file: string, servers: readonly Server[]): Promise<string> {
  const read = () => readFile(file, "utf8");
  await waitUntil("The API server", servers, async () => (await read()).includes("END CERTIFICATE"));
  return read();
}

async function addCrds(client: Client, folder: string, servers: readonly Server[]): Promise<void> {
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
  const manifests = texts.map((text) => parse(text) as Manifest);
  await Promise.all(manifests.map((manifest) => client.create(manifest)));
  await waitUntil("Argo's kinds", servers, async () => {
    const lists = (["Workflow", "WorkflowTemplate", "CronWorkflow", "WorkflowTaskResult"] as const).map((kind) =>
      client.list(kind),
    );
    await Promise.all(lists);
    return true;
  });
}

/** Ports that nobody listens on. */
async function freePorts(count: number): Promise<readonly number[]> {
  const listeners = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = listeners.map((server) => server.address()).map((at) => (typeof at === "object" && at !== null ? at.port : 0));
  await Promise.all(listeners.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
