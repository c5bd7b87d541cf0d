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
}

const name = { type: "string", minLength: 1, maxLength: 250 } as const;
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
  },
} as const;

/** The options of a stack, which the schema has accepted, with defaults. */
export function airflowOptions(options: Readonly<Record<string, unknown>>): AirflowOptions {
  return { accelerators: {}, tags: [], maxInstances: 1000, runtime: "path", ...(options as Partial<AirflowOptions>) };
}
