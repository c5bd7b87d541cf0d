// AMD: the nodes of ROCm's kernel driver that compute, and whose render device the process was given.
import type { AcceleratorDevice } from "../contract/index.js";
import { type Found, isThere, type Machine, namesIn, textOf } from "./machine.js";

const topology = "sys/class/kfd/kfd/topology/nodes";

export function findAmd(machine: Machine): Found {
  if (!isThere(machine, "dev/kfd")) return { devices: [], looked: ["/dev/kfd (not there)"] };
  const devices = namesIn(machine, topology).flatMap((node) => deviceOf(machine, node));
  const shown = machine.env.ROCR_VISIBLE_DEVICES ?? machine.env.HIP_VISIBLE_DEVICES;
  const named = (entry: string) => (/^\d+$/.test(entry) ? devices[Number(entry)] : devices.find(({ id }) => id === entry));
  const visible = shown === undefined ? devices : shown.split(",").flatMap((entry) => named(entry.trim()) ?? []);
  const note = shown === undefined ? "" : `, ${visible.length} by ROCR_VISIBLE_DEVICES or HIP_VISIBLE_DEVICES`;
  return { devices: visible, looked: [`/dev/kfd (${devices.length}${note})`] };
}

function deviceOf(machine: Machine, node: string): readonly AcceleratorDevice[] {
  const text = textOf(machine, `${topology}/${node}/properties`) ?? "";
  const property = (name: string): bigint => BigInt(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
  const minor = property("drm_render_minor");
  const id = property("unique_id");
  // Processors are nodes too, without any of these units.
  if (property("simd_count") === 0n || !isThere(machine, `dev/dri/renderD${minor}`)) return [];
  const device = `sys/class/drm/renderD${minor}/device`;
  const [model, memory] = [textOf(machine, `${device}/product_name`), textOf(machine, `${device}/mem_info_vram_total`)];
  return [
    {
      kind: "amd",
      ...(model ? { model } : {}),
      ...(memory ? { memoryBytes: Number(memory) } : {}),
      ...(id === 0n ? {} : { id: `GPU-${id.toString(16).padStart(16, "0")}` }),
    },
  ];
}
