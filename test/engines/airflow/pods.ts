// The pods that a DAG file in Kubernetes flavour would create, as Airflow's provider makes them.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Json } from "../../../runtime/contract/index.js";
import { type Airflow, run } from "./install.js";

/** A pod as the API takes it. */
export interface DryPod {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly containers: readonly {
      readonly name: string;
      readonly command: readonly string[];
      readonly env: readonly { readonly name: string; readonly value?: string }[];
    }[];
  } & Readonly<Record<string, unknown>>;
}

export interface FailedPod {
  readonly task: string;
  readonly try: number;
  /** As the API has it; null: it is gone. */
  readonly pod: object | null;
}

/** Whether the operators of a DAG file take these for the end of their steps, instead of trying again. */
export async function areOver({ python }: Airflow, file: string, cases: readonly FailedPod[]): Promise<readonly boolean[]> {
  const home = await mkdtemp(join(tmpdir(), "zenc-airflow-"));
  try {
    const program = fileURLToPath(new URL("./over.py", import.meta.url));
    const output = await run(python, [program, home, file], { ...process.env, CASES: JSON.stringify(cases) });
    return JSON.parse(output.slice(output.lastIndexOf("\n", output.length - 2) + 1));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** By file, by task. The files are parsed by Airflow itself. @throws with what Airflow says of a file that it does not take */
export async function dryPods(
  { python }: Airflow,
  files: readonly string[],
  parameters: Readonly<Record<string, Json>> = {},
): Promise<Readonly<Record<string, Readonly<Record<string, DryPod>>>>> {
  const home = await mkdtemp(join(tmpdir(), "zenc-airflow-"));
  try {
    const program = fileURLToPath(new URL("./pods.py", import.meta.url));
    const output = await run(python, [program, home, ...files], { ...process.env, PARAMS: JSON.stringify(parameters) });
    return JSON.parse(output.slice(output.lastIndexOf("\n", output.length - 2) + 1));
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
