// The section `airflow` of a stack: its schema, and its values with defaults.

/** What a stack may say about Airflow. */
export interface AirflowOptions {
  /** Airflow's pool and queue of every task, unless its accelerator has its own. */
  readonly pool?: string;
  readonly queue?: string;
  /** Airflow's pool and queue of the tasks that were placed on an accelerator, by the accelerator's name. */
  readonly accelerators: Readonly<Record<string, { readonly pool?: string; readonly queue?: string }>>;
  readonly owner?: string;
  readonly tags: readonly string[];
  /** `YYYY-MM-DD`, UTC. */
  readonly startDate?: string;
  /** Tasks of one run that run at once, where the pipeline does not say. */
  readonly maxActiveTasks?: number;
  /** Instances of one fan-out. Airflow's own limit is `[core] max_map_length`, 1024 unless changed. */
  readonly maxInstances: number;
  readonly runtime: "path" | "beside";
  /** Where steps run: in processes of the workers, or in pods. */
  readonly flavour: "worker" | "kubernetes";
  /** Of the pods. Default: the connection's. */
  readonly namespace?: string;
  readonly serviceAccount?: string;
  /** Airflow's connection to the cluster. */
  readonly connection?: string;
  /** How an image starts `zenc-step`. */
  readonly command: readonly string[];
  /** How long a pod may wait for a machine and its image. */
  readonly startupTimeoutSeconds: number;
  /** Whether Airflow's triggerer waits for the pods, in the place of workers. */
  readonly deferrable: boolean;
}

const name = { type: "string", minLength: 1, maxLength: 250 } as const;
const dnsName = { type: "string", pattern: "^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$" } as const;
const place = {
  pool: { ...name, description: "Pool of the tasks; it must exist in Airflow." },
  queue: { ...name, description: "Queue of the workers that take the tasks." },
} as const;

/** JSON Schema of the section. */
export const airflowOptionsSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    ...place,
    accelerators: {
      type: "object",
      description: "Pool and queue of the tasks on an accelerator, by the accelerator's name.",
      additionalProperties: { type: "object", additionalProperties: false, properties: place },
    },
    owner: { ...name, description: "Owner of the DAGs." },
    tags: {
      type: "array",
      items: { type: "string", minLength: 1, maxLength: 100 },
      description: "Tags of every DAG, beside the pipeline's own.",
    },
    startDate: {
      type: "string",
      pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
      description: "First day of the schedule, YYYY-MM-DD in UTC. Default: now.",
    },
    maxActiveTasks: {
      type: "integer",
      minimum: 1,
      description: "Tasks of one run that run at once, where the pipeline does not say.",
    },
    maxInstances: {
      type: "integer",
      minimum: 1,
      default: 1000,
      description: "Instances of one fan-out; more items are cut into chunks. At most Airflow's [core] max_map_length (1024).",
    },
    runtime: {
      enum: ["path", "beside"],
      default: "path",
      description: "Where the workers find zenc-step: on their PATH, or as zenc-step.mjs beside the DAG file.",
    },
    flavour: {
      enum: ["worker", "kubernetes"],
      default: "worker",
      description: "Where steps run: in processes of Airflow's workers, or each in a pod of a Kubernetes cluster.",
    },
    namespace: { ...dnsName, description: "Namespace of the pods. Default: that of Airflow's connection." },
    serviceAccount: { ...dnsName, description: "Service account of the pods." },
    connection: { ...name, description: "Airflow's connection to the cluster. Default: kubernetes_default." },
    command: {
      type: "array",
      minItems: 1,
      items: { type: "string", minLength: 1 },
      default: ["zenc-step"],
      description: "How an image starts zenc-step.",
    },
    startupTimeoutSeconds: {
      type: "integer",
      minimum: 1,
      default: 1800,
      description: "Seconds for which a pod may wait for a machine and its image.",
    },
    deferrable: {
      type: "boolean",
      default: false,
      description: "Airflow's triggerer waits for the pods, so that they take no worker's slot.",
    },
  },
} as const;

/** The options of a stack, which the schema has accepted, with defaults. */
export function airflowOptions(options: Readonly<Record<string, unknown>>): AirflowOptions {
  return {
    accelerators: {},
    tags: [],
    maxInstances: 1000,
    runtime: "path",
    flavour: "worker",
    command: ["zenc-step"],
    startupTimeoutSeconds: 1800,
    deferrable: false,
    ...(options as Partial<AirflowOptions>),
  };
}
