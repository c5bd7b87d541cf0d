// Argo's controller: started, killed and started again as a test wants it.
import type { Booted } from "./boot.js";
import type { ClusterFiles } from "./install.js";
import { type Server, startServer, waitUntil } from "./server.js";

export interface Controller {
  /** Ends it as if its machine failed. */
  kill(): Promise<void>;
  /** Starts it, where it does not run; with variables beside its own. */
  start(variables?: Readonly<Record<string, string>>): Promise<void>;
  log(): Promise<string>;
  stop(): Promise<void>;
}

export interface ControllerOptions {
  /** Of the configuration of Argo's controller, by key: YAML in one line, or in lines of which each ends with a break. */
  readonly configuration?: Readonly<Record<string, string>>;
  /** Argo's executor; nobody pulls it where the tests' nodes do what it would. */
  readonly executorImage?: string;
}

/** Configures Argo in the namespace "default", and starts its controller. */
export async function openController(
  files: ClusterFiles,
  folder: string,
  { client, kubeconfig }: Booted,
  { configuration = {}, executorImage = "argoexec" }: ControllerOptions,
): Promise<Controller> {
  await client.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "workflow-controller-configmap" },
    // Its port is a fixed one, and nobody asks. The other, 6060, it can do without, where another cluster has it.
    data: { metricsConfig: "{enabled: false}", nodeEvents: "{enabled: false}", ...configuration },
  });
  let server: Server | undefined;
  const start = async (variables = {}) => {
    if (server?.running()) return;
    const all = { ...environment, ...variables };
    const started = await startServer(files, folder, "workflow-controller", options(kubeconfig, executorImage), all);
    server = started;
    await waitUntil("Argo's controller", [started], () => started.wrote("Starting CronWorkflow controller"));
  };
  await start();
  return {
    start,
    kill: async () => server?.stop(true),
    log: async () => (await server?.log()) ?? "",
    stop: async () => server?.stop(),
  };
}

const options = (kubeconfig: string, executorImage: string): readonly string[] => [
  ...["--kubeconfig", kubeconfig, "--namespaced", "--managed-namespace", "default"],
  ...["--executor-image", executorImage, "--qps", "1000", "--burst", "2000", "--loglevel", "info"],
];

const environment = {
  LEADER_ELECTION_DISABLE: "true",
  DEFAULT_REQUEUE_TIME: "200ms",
  SKIP_WORKFLOW_DURATION_ESTIMATION: "true",
  GOGC: "400",
};
