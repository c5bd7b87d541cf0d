// Whether a pool has what a step asks for. What it lacks is told as ends of a sentence that begins with the pool's name.
import { hasWord, type Resources, wordsOf } from "../../runtime/contract/index.js";
import type { Accelerator, MachineSize, StepOptions } from "../ir/index.js";

type Gpu = NonNullable<Resources["gpu"]>;
type Asked = Pick<StepOptions, "resources" | "spot">;

/** What a pool with accelerators lacks for a step that asks for some. */
export function lacksOfAccelerator(gpu: Gpu, { resources, spot }: Asked, pool: Accelerator): readonly string[] {
  const missing: string[] = [];
  if (pool.gpus < gpu.count) missing.push(`has ${pool.gpus} of ${gpu.count} accelerators`);
  if (gpu.memoryBytes !== undefined && pool.memoryBytes < gpu.memoryBytes) {
    missing.push(`has ${gibibytes(pool.memoryBytes)} of ${gibibytes(gpu.memoryBytes)} memory`);
  }
  const models = gpu.models ?? [];
  const names = pool.models ?? [pool.name];
  if (models.length > 0 && !models.some((model) => names.some((name) => isModel(name, model)))) {
    missing.push(`is none of ${models.map((model) => `"${model}"`).join(", ")}`);
  }
  return [...missing, ...lacksOfMachine(resources, pool.machine ?? {}), ...lacksOfSpot(spot, pool)];
}

/** What a machine lacks for a step. A size that the stack does not say fits all. */
export function lacksOfMachine({ cpu, memoryBytes, diskBytes }: Resources, size: MachineSize): readonly string[] {
  const missing: string[] = [];
  if (cpu !== undefined && size.cpu !== undefined && size.cpu < cpu) missing.push(`has ${size.cpu} of ${cpu} cpu`);
  if (memoryBytes !== undefined && size.memoryBytes !== undefined && size.memoryBytes < memoryBytes) {
    missing.push(`has ${gibibytes(size.memoryBytes)} of ${gibibytes(memoryBytes)} memory of the machine`);
  }
  if (diskBytes !== undefined && size.diskBytes !== undefined && size.diskBytes < diskBytes) {
    missing.push(`has ${gibibytes(size.diskBytes)} of ${gibibytes(diskBytes)} disk`);
  }
  return missing;
}

export const lacksOfSpot = (asked: boolean | undefined, pool: { readonly spot?: boolean }): readonly string[] =>
  asked === false && pool.spot ? ["is of spot machines"] : [];

/** Whether one name says a model: whole words of it, however they are joined. "a10" is not "a100". */
export const isModel = (name: string, model: string): boolean => hasWord(wordsOf(name), wordsOf(model).join(""));

export const gibibytes = (bytes: number): string => `${Math.round((bytes / 2 ** 30) * 10) / 10}Gi`;
