// Airflow in Kubernetes flavour as an engine of the shapes: `dag.test()` whose operators make pods on a real API server.
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { airflowTarget } from "../../../targets/airflow/target.js";
import type { EndedRun, Engine, EngineJob } from "../../conformance/engine.js";
import { stepProcess } from "../../conformance/shape.js";
import { type AirflowRun, startDriver } from "./driver.js";
import { endedBy, writeDag } from "./engine.js";
import { installAirflow } from "./install.js";
import { openPodCluster, type PodCluster, type PodClusterOptions } from "./pod-cluster.js";

/** Airflow with a cluster for its pods. */
export interface AirflowPods {
  readonly cluster: PodCluster;
  run(job: EngineJob, stack?: PodStack): Promise<EndedRun & { readonly airflow: AirflowRun }>;
  close(): Promise<void>;
}

/** Of the stack, beside what every test has. */
export type PodStack = Parameters<typeof writeDag>[3];

/**
 * What a site may say of all operators. Airflow looks every five seconds whether a pod has started, which here would be most of the time;
 * waits between attempts are for machines that come back.
 */
const localSettings = `from datetime import timedelta

def task_policy(task):
    # The triggerer tells it to the API server, which takes whole seconds.
    task.startup_check_interval_seconds = 1 if task.deferrable else 0.1
    if task.retry_delay == timedelta(seconds=10):
        task.retry_delay = timedelta(0)
`;

export async function openAirflowPods(options: PodClusterOptions = {}): Promise<AirflowPods> {
  const airflow = await installAirflow();
  const cluster = await openPodCluster(options);
  // A checkout may lie in a folder that pods have one of their own in place of.
  cluster.share(dirname(stepProcess));
  const connection = { conn_type: "kubernetes", extra: { kube_config_path: cluster.kubeconfig, namespace: "default" } };
  const environment = { AIRFLOW_CONN_KUBERNETES_DEFAULT: JSON.stringify(connection) };
  const driver = await startDriver(airflow, { environment, localSettings }).catch(async (error: unknown) => {
    await cluster.close();
    throw error;
  });
  return {
    cluster,
    run: async ({ compiled, parameters, place, options: own, environment }, { options: more, ...stack } = {}) => {
      if (environment !== undefined) throw new Error("These pods have no variables of a run.");
      cluster.share(groundOf(place.store));
      const file = await writeDag(compiled, place.store, place.emitted, {
        image: "zenc-step",
        ...stack,
        options: { ...own, flavour: "kubernetes", namespace: "default", command: ["node", stepProcess], ...more },
      });
      const airflow = await driver.run({ file, params: parameters, environment: {} });
      return { ...endedBy(airflow, compiled), airflow };
    },
    close: async () => {
      await driver.close();
      await cluster.close();
    },
  };
}

export const airflowPodsEngine: Engine = {
  name: "airflow in pods",
  target: airflowTarget,
  inTheBox: false,
  open: () => openAirflowPods(),
};

/** The folder directly in the system's own for temporary ones: so all runs of a test share one. */
function groundOf(path: string): string {
  let at = path;
  while (dirname(at) !== tmpdir() && dirname(at) !== at) at = dirname(at);
  return at;
}
