// What a step's container asks for and may use.
import type { StepPlan } from "../../runtime/contract/index.js";
import type { PodResources } from "./document.js";
import type { PodOptions, PoolOptions } from "./options.js";
import { profileOf } from "./profiles.js";

/** Of a step that says nothing: enough for Node and a little data. */
const plainStep = { cpu: 0.25, memory: "512Mi" } as const;
/** Of a gate: it evaluates expressions. */
const gate = { cpu: "100m", memory: "256Mi" } as const;

/**
 * CPU is a request: a step may use what is idle. Memory that a step asks for is a request and a limit, so that it cannot take a neighbour's;
 * what lies in /dev/shm counts as its memory, so the limit has room for that. Accelerators are limits, which Kubernetes takes for requests.
 * @param sharedMemoryBytes the size of /dev/shm, or 0
 */
export function resourcesOf(
  step: StepPlan | null,
  pool: PoolOptions | undefined,
  { requests }: PodOptions,
  sharedMemoryBytes: number,
): PodResources {
  if (step === null) return { requests: { ...gate } };
  const { cpu = requests.cpu ?? plainStep.cpu, memoryBytes, diskBytes, gpu } = step.resources;
  const disk = diskBytes === undefined ? {} : { "ephemeral-storage": bytesQuantity(diskBytes) };
  const memory = memoryBytes === undefined ? {} : { memory: bytesQuantity(memoryBytes + sharedMemoryBytes) };
  const accelerators =
    gpu && pool && pool.claim === undefined ? { [pool.resource ?? profileOf(pool.profile).resource]: String(gpu.count) } : {};
  const limits = { ...memory, ...disk, ...accelerators };
  return {
    requests: {
      cpu: cpuQuantity(cpu),
      memory: memoryBytes === undefined ? String(requests.memory ?? plainStep.memory) : bytesQuantity(memoryBytes),
      ...disk,
    },
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    ...(gpu && pool?.claim ? { claims: [{ name: claimName }] } : {}),
  };
}

/** Of the pod's claim on accelerators, within the pod. */
export const claimName = "accelerators";

/** In whole cores or thousandths of one; Kubernetes counts no finer. */
export function cpuQuantity(cores: number): string {
  return Number.isInteger(cores) ? String(cores) : `${Math.max(1, Math.ceil(cores * 1000 - 1e-9))}m`;
}

const units = [
  ["Ti", 2 ** 40],
  ["Gi", 2 ** 30],
  ["Mi", 2 ** 20],
  ["Ki", 2 ** 10],
] as const;

/** In the largest unit that says it in whole numbers. */
export function bytesQuantity(bytes: number): string {
  const [unit, size] = units.find(([, length]) => bytes % length === 0) ?? (["", 1] as const);
  return `${bytes / size}${unit}`;
}
