// What was found against what a step asks for, in the words of the error that tells it.
import { type AcceleratorDevice, hasWord, type Resources, wordsOf } from "../contract/index.js";

type Asked = NonNullable<Resources["gpu"]>;

/**
 * Drivers count what is left after the card's own needs and error correction: a T4 is sold with 16 GB and shows 15,109 MiB, an L4 with
 * 24 GB 23,034 MiB.
 */
const shownShare = 0.9;

/** What lacks: `has 1: Tesla T4 with 15 GiB`; null where all that was asked for is there. What no driver tells is taken as fitting. */
export function lacksOf(asked: Asked, devices: readonly AcceleratorDevice[]): string | null {
  if (devices.filter((device) => fits(asked, device)).length >= asked.count) return null;
  return devices.length === 0 ? "has none" : `has ${devices.length}: ${devicesText(devices)}`;
}

/** `2 accelerators with 16 GiB of memory each, "a100" or "h100"`. */
export function askedText({ count, memoryBytes, models = [] }: Asked): string {
  const memory = memoryBytes === undefined ? "" : ` with ${gibibytes(memoryBytes)} of memory${count > 1 ? " each" : ""}`;
  const names = models.length === 0 ? "" : `, ${models.map((model) => `"${model}"`).join(" or ")}`;
  return `${count} accelerator${count > 1 ? "s" : ""}${memory}${names}`;
}

/** `2 × Tesla T4 with 15 GiB, NVIDIA A100-SXM4-40GB (slice 1g.5gb) with 5 GiB`. */
export function devicesText(devices: readonly AcceleratorDevice[]): string {
  const counts = new Map<string, number>();
  for (const device of devices) counts.set(deviceText(device), (counts.get(deviceText(device)) ?? 0) + 1);
  return [...counts].map(([text, count]) => (count > 1 ? `${count} × ${text}` : text)).join(", ");
}

const kinds: Record<AcceleratorDevice["kind"], string> = {
  nvidia: "NVIDIA GPU",
  amd: "AMD GPU",
  tpu: "TPU",
  neuron: "AWS Neuron device",
  gaudi: "Intel Gaudi",
};

function deviceText({ kind, model, memoryBytes, slice }: AcceleratorDevice): string {
  const part = slice === undefined ? "" : ` (slice ${slice})`;
  return `${model ?? kinds[kind]}${part}${memoryBytes === undefined ? "" : ` with ${gibibytes(memoryBytes)}`}`;
}

const gibibytes = (bytes: number): string => `${Math.round((bytes / 2 ** 30) * 10) / 10} GiB`;

function fits({ memoryBytes, models = [] }: Asked, device: AcceleratorDevice): boolean {
  if (memoryBytes !== undefined && device.memoryBytes !== undefined && device.memoryBytes < memoryBytes * shownShare)
    return false;
  const { model } = device;
  return models.length === 0 || model === undefined || models.some((name) => isModel(name, device));
}

/**
 * Whether a device is what an author or a cloud calls `a100`, `nvidia-tesla-t4`, `a100-80gb`, `rtx 4090`: the words that hold a digit
 * tell models apart (an `l4` is no L40S), the others are makers and families. A size is compared with the device's memory.
 */
function isModel(name: string, device: AcceleratorDevice): boolean {
  const has = wordsOf(`${device.model} ${device.slice ?? ""}`);
  const words = wordsOf(name);
  const telling = words.filter((word) => /\d/.test(word));
  return (telling.length > 0 ? telling : words).every((word) => {
    const gigabytes = /^(\d+)gb?$/.exec(word)?.[1];
    if (gigabytes !== undefined && has.indexOf(word) < 0)
      return device.memoryBytes === undefined || Math.abs(device.memoryBytes / (Number(gigabytes) * 1e9) - 1) < 0.15;
    return hasWord(has, word);
  });
}
