// Google's TPUs: chips on the PCI bus that the process was given a device of, `/dev/accel0`, or `/dev/vfio/0` since v5e.
import { type Found, type Machine, namesIn, nodesOf, textOf } from "./machine.js";

const bus = "sys/bus/pci/devices";
const google = "0x1ae0";
/** As JAX knows them. */
const models: Readonly<Record<string, string>> = {
  "0x0027": "TPU v3",
  "0x005e": "TPU v4",
  "0x0062": "TPU v5p",
  "0x0063": "TPU v5e",
  "0x006f": "TPU v6e",
  "0x0076": "TPU7x",
};

export function findTpus(machine: Machine): Found {
  const chips = namesIn(machine, bus)
    .filter((name) => textOf(machine, `${bus}/${name}/vendor`) === google)
    .flatMap((name) => models[textOf(machine, `${bus}/${name}/device`) ?? ""] ?? []);
  const [accel, vfio] = [nodesOf(machine, "dev", "accel"), nodesOf(machine, "dev/vfio", "")];
  const given = accel.length > 0 ? accel.length : vfio.length;
  return {
    devices: chips.slice(0, given).map((model) => ({ kind: "tpu", model })),
    looked: [`TPUs on /${bus} (${chips.length})`],
  };
}
