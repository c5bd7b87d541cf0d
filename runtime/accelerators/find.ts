// All accelerators that a process can use, of all kinds.
import { findAmd } from "./amd.js";
import { findGaudis } from "./gaudi.js";
import type { Found, Machine } from "./machine.js";
import { findNeurons } from "./neuron.js";
import { findNvidia } from "./nvidia.js";
import { findTpus } from "./tpu.js";

/** Looks for accelerators: some reads, and one start of nvidia-smi where that is there. Never rejects. */
export async function findAccelerators(machine: Machine): Promise<Found> {
  const found = [await findNvidia(machine), findAmd(machine), findTpus(machine), findNeurons(machine), findGaudis(machine)];
  return { devices: found.flatMap(({ devices }) => devices), looked: found.flatMap(({ looked }) => looked) };
}
