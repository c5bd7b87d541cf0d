// Airflow as an engine of the shapes: its own `dag.test()`, DAG after DAG.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CompiledPipeline } from "../../../compiler/compilation.js";
import { instancesOf, type Json } from "../../../runtime/contract/index.js";
import { airflowIds } from "../../../targets/airflow/ids.js";
import { airflowTarget } from "../../../targets/airflow/target.js";
import type { EmitRequest } from "../../../targets/target.js";
import type { EndedRun, Engine } from "../../conformance/engine.js";
import type { Observed } from "../../conformance/observed.js";
import { stepProcess } from "../../conformance/shape.js";
import { type AirflowRun, startDriver } from "./driver.js";
import { installAirflow } from "./install.js";

export const airflowEngine: Engine = {
  name: "airflow",
  target: airflowTarget,
  inTheBox: false,
  open: async () => {
    const driver = await startDriver(await installAirflow());
    return {
      run: async ({ compiled, parameters, place, options, environment }) => {
        const file = await writeDag(compiled, place.store, place.emitted, { options });
        const params = parameters as Record<string, Json>;
        return endedBy(await driver.run({ file, params, environment: { ZENC_STEP: stepProcess, ...environment } }), compiled);
      },
      close: () => driver.close(),
    };
  },
};

/** @throws Error where Airflow had no run of it. */
export function endedBy(airflow: AirflowRun, compiled: CompiledPipeline): EndedRun {
  if (airflow.error) throw new Error(airflow.error);
  return {
    run: airflow.run_id,
    status: airflow.state === "success" ? "succeeded" : "failed",
    shown: (observed) => shownBy(airflow, observed, compiled),
    explain: async () => airflow.log ?? "",
  };
}

/** Emits the DAG file into a folder, for a stack that says more. */
export async function writeDag(
  compiled: CompiledPipeline,
  store: string,
  folder: string,
  more: Partial<EmitRequest["stack"]>,
): Promise<string> {
  const { plan, digest, source } = compiled;
  const stack = { name: "test", store, options: {}, ...more };
  const [emitted] = airflowTarget.emit({ plan, digest, source, stack });
  if (emitted === undefined) throw new Error("Nothing was emitted.");
  const file = join(folder, emitted.path);
  await writeFile(file, emitted.text);
  return file;
}

/** What a reader of Airflow's pages sees, of every node that is a task of its own with an instance per item. */
function shownBy(airflow: AirflowRun, observed: Observed, { plan }: CompiledPipeline): Readonly<Record<string, string>> {
  const words = { success: "done", skipped: "skipped", failed: "failed", upstream_failed: "not-run" } as Readonly<
    Record<string, string>
  >;
  const ids = airflowIds(plan.wiring);
  const states = new Map(
    airflow.tasks.map(({ task_id, map_index, state }) => [`${task_id}@${map_index}`, words[state ?? ""] ?? `${state}`]),
  );
  const shown: [string, string][] = [];
  for (const task of plan.wiring.tasks) {
    if (task.kind !== "node") continue;
    const instances = Object.keys(observed.instances).flatMap((instance) => {
      const [, node, index] = /^([^[]+)(?:\[([\d.]+)\])?$/.exec(instance) ?? [];
      return node === task.node ? [{ instance, index }] : [];
    });
    const fanOut = plan.wiring.fanOuts.find(({ id }) => id === task.fanOut);
    if (fanOut && instancesOf(instances.length, fanOut).size > 1) continue;
    for (const { instance, index } of instances) {
      const word = states.get(`${ids.fullIdOf(task.id)}@${index ?? -1}`) ?? "missing";
      // What threw only processes know: one that finds it Airflow shows as failed, one whose branch is not taken as skipped.
      const found = (word === "failed" || word === "skipped") && observed.instances[instance]?.state === "not-run";
      shown.push([instance, found ? "not-run" : word]);
    }
  }
  return Object.fromEntries(shown);
}
