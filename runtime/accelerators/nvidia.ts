// NVIDIA: nvidia-smi where it answers, else what the driver shows in /proc and /dev; then what the environment hides.
import type { AcceleratorDevice } from "../contract/index.js";
import { type Found, type Machine, namesIn, nodesOf, textOf } from "./machine.js";
import { askNvidiaSmi, type Gpu } from "./nvidia-smi.js";

const gpusFolder = "proc/driver/nvidia/gpus";

export async function findNvidia(machine: Machine): Promise<Found> {
  const { gpus, said } = await askNvidiaSmi(machine);
  const all = gpus ?? gpusOfDriver(machine);
  const devices = visibleTo(all, machine.env);
  const places = gpus ? [said] : [said, `/${gpusFolder} (${all.length === 0 ? "no GPU" : `${all.length} of them`})`];
  return { devices, looked: [...places, ...hidden(all, devices, machine.env)] };
}

/** A container may see all GPUs in /proc, but it can use those alone whose device it was given. */
function gpusOfDriver(machine: Machine): readonly Gpu[] {
  const nodes = nodesOf(machine, "dev", "nvidia");
  const folders = namesIn(machine, gpusFolder);
  if (folders.length === 0) return nodes.map(() => ({ kind: "nvidia", slices: [] }));
  return folders.flatMap((folder): readonly Gpu[] => {
    const text = textOf(machine, `${gpusFolder}/${folder}/information`) ?? "";
    const field = (name: string): string | undefined => new RegExp(`^${name}:\\s*(.*\\S)\\s*$`, "m").exec(text)?.[1];
    const [model, id, minor] = [field("Model"), field("GPU UUID"), field("Device Minor")];
    if (nodes.length === 0 || (minor && !nodes.includes(Number(minor)))) return [];
    return [{ kind: "nvidia", ...(model ? { model } : {}), ...(id && !id.includes("?") ? { id } : {}), slices: [] }];
  });
}

/**
 * What CUDA would show. `CUDA_VISIBLE_DEVICES` counts up to its first entry that names nothing. Of `NVIDIA_VISIBLE_DEVICES` only ids
 * count: with CDI a container that was given GPUs has `void` there, an image of NVIDIA's `all`, and numbers are those of the host.
 */
export function visibleTo(gpus: readonly Gpu[], env: Machine["env"]): readonly AcceleratorDevice[] {
  const given = (env.NVIDIA_VISIBLE_DEVICES ?? "").split(",").flatMap((entry) => byId(gpus, entry.trim()));
  const shown = env.CUDA_VISIBLE_DEVICES;
  if (shown === undefined) return given.length > 0 ? given : gpus.flatMap(usable);
  const devices: AcceleratorDevice[] = [];
  for (const entry of shown.split(",").map((text) => text.trim())) {
    const gpu = /^\d+$/.test(entry) ? gpus[Number(entry)] : undefined;
    const named = gpu ? usable(gpu) : byId(gpus, entry);
    if (named.length === 0) break;
    devices.push(...named);
  }
  return devices;
}

const usable = ({ slices, ...gpu }: Gpu): readonly AcceleratorDevice[] => (slices.length > 0 ? slices : [gpu]);

/** A GPU or slice by its id or the beginning of it. */
function byId(gpus: readonly Gpu[], id: string): readonly AcceleratorDevice[] {
  if (!/^(GPU|MIG)-/.test(id)) return [];
  const gpu = gpus.find((one) => one.id?.startsWith(id));
  return gpu ? usable(gpu) : gpus.flatMap(({ slices }) => slices).filter((slice) => slice.id?.startsWith(id));
}

function hidden(gpus: readonly Gpu[], devices: readonly AcceleratorDevice[], env: Machine["env"]): readonly string[] {
  const shown = env.CUDA_VISIBLE_DEVICES;
  const all = gpus.flatMap(usable).length;
  return shown === undefined || all <= devices.length
    ? []
    : [`CUDA_VISIBLE_DEVICES="${shown}" (shows ${devices.length} of ${all})`];
}
