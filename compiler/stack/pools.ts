// The pools of a stack: as they are written → as the compiler sees them.
import { quantityBytes } from "../../runtime/contract/index.js";
import type { Accelerator, Machine, MachineSize } from "../ir/index.js";

type Quantity = string | number;

interface WrittenSize {
  readonly cpu?: number;
  readonly memory?: Quantity;
  readonly disk?: Quantity;
}

export interface WrittenAccelerator {
  readonly name: string;
  readonly gpus: number;
  readonly memory: Quantity;
  readonly model?: string;
  readonly cost?: number;
  readonly image?: string;
  readonly machine?: WrittenSize;
}

export interface WrittenMachine extends WrittenSize {
  readonly name: string;
  readonly cost?: number;
  readonly image?: string;
}

type Sections = Readonly<Record<string, unknown>>;

/** What an object says under the keys of shared sections; undefined where it says nothing. */
export function readSections(written: object, keys: readonly string[]): Sections | undefined {
  const entries = Object.entries(written).filter(([key]) => keys.includes(key));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

export function readAccelerator(written: WrittenAccelerator, keys: readonly string[]): Accelerator {
  const { name, gpus, memory, model, cost, image, machine } = written;
  const { sections, spot, accelerator } = sectionsOf(written, keys);
  const models = [...new Set([name, model, accelerator])].filter((one) => one !== undefined);
  return {
    name,
    gpus,
    memoryBytes: quantityBytes(memory) ?? 0,
    ...(models.length === 1 ? {} : { models }),
    ...(cost === undefined ? {} : { cost }),
    ...(image === undefined ? {} : { image }),
    ...(spot ? { spot } : {}),
    ...(machine === undefined ? {} : { machine: readSize(machine) }),
    ...(sections === undefined ? {} : { sections }),
  };
}

export function readMachine(written: WrittenMachine, keys: readonly string[]): Machine {
  const { name, cost, image } = written;
  const { sections, spot } = sectionsOf(written, keys);
  return {
    name,
    ...readSize(written),
    ...(cost === undefined ? {} : { cost }),
    ...(image === undefined ? {} : { image }),
    ...(spot ? { spot } : {}),
    ...(sections === undefined ? {} : { sections }),
  };
}

function readSize({ cpu, memory, disk }: WrittenSize): MachineSize {
  const memoryBytes = quantityBytes(memory);
  const diskBytes = quantityBytes(disk);
  return {
    ...(cpu === undefined ? {} : { cpu }),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(diskBytes === undefined ? {} : { diskBytes }),
  };
}

/** What a section says that matters to placement: whether the machines are spot machines, and how it spells the model. */
function sectionsOf(written: object, keys: readonly string[]) {
  const sections = readSections(written, keys);
  const all = Object.values(sections ?? {}) as readonly { readonly spot?: boolean; readonly accelerator?: string }[];
  return { sections, spot: all.some(({ spot }) => spot === true), accelerator: all.find((one) => one.accelerator)?.accelerator };
}
