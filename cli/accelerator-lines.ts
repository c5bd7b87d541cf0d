// What a step got of accelerators, as lines of a name and a text.
import { devicesText } from "../runtime/accelerators/index.js";
import type { AcceleratorRecord } from "../runtime/contract/index.js";

export function acceleratorLines(record: AcceleratorRecord | null): readonly (readonly [name: string, text: string])[] {
  if (!record) return [];
  const { devices, lacks, backend } = record;
  const lines: [string, string][] = [];
  if (devices) lines.push(["devices", devices.length === 0 ? "none" : devicesText(devices)]);
  if (lacks !== undefined) lines.push(["lacks", `it ${lacks}`]);
  if (backend) {
    lines.push([
      "tfjs",
      [backend.name, ...(backend.package ? [`by ${backend.package}`] : []), backend.gpu ? "on a GPU" : "on the processor"].join(
        " ",
      ),
    ]);
    for (const reason of backend.passedOver ?? []) lines.push(["", `not ${reason}`]);
  }
  return lines;
}
