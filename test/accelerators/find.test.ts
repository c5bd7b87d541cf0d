// Which devices a process can use, on machines and in containers as they are found.
import { describe, expect, test } from "vitest";
import { devicesText, findAccelerators, type Machine } from "../../runtime/accelerators/index.js";
import { machineOf, nvidiaSmi } from "./machine.js";

const information = (model: string, id: string, minor: number): string =>
  `Model: \t\t ${model}\nIRQ:   \t\t 81\nGPU UUID: \t ${id}\nVideo BIOS: \t 90.04\nBus Type: \t PCIe\nDevice Minor: \t ${minor}\n`;
const gpusInProc = (count: number): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `proc/driver/nvidia/gpus/0000:0${at}:00.0/information`,
      information("Tesla T4", `GPU-${at}`, at),
    ]),
  );
const twoT4 = nvidiaSmi("GPU 0: Tesla T4 (UUID: GPU-aa11)\nGPU 1: Tesla T4 (UUID: GPU-bb22)", "GPU-aa11, 15360\nGPU-bb22, 15360");
const cutA100 = nvidiaSmi(
  `GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-aa11)
  MIG 3g.20gb     Device  0: (UUID: MIG-1111)
  MIG 1g.5gb      Device  1: (UUID: MIG-2222)
GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-bb22)`,
  "GPU-aa11, 40960\nGPU-bb22, 40960",
);
const slices = "NVIDIA A100-SXM4-40GB (slice 3g.20gb) with 20 GiB, NVIDIA A100-SXM4-40GB (slice 1g.5gb) with 5 GiB";
const amdNode = (simd: number, minor: number, id = "0"): string =>
  `cpu_cores_count 0\nsimd_count ${simd}\nunique_id ${id}\ndrm_render_minor ${minor}\n`;
const amd = {
  "dev/kfd": "",
  "dev/dri/renderD128": "",
  "sys/class/kfd/kfd/topology/nodes/0/properties": amdNode(0, 0),
  "sys/class/kfd/kfd/topology/nodes/1/properties": amdNode(440, 128, "1234605616436508552"),
  "sys/class/kfd/kfd/topology/nodes/2/properties": amdNode(440, 129),
  "sys/class/drm/renderD128/device/product_name": "AMD Instinct MI250X\n",
  "sys/class/drm/renderD128/device/mem_info_vram_total": "68702699520\n",
};
const pci = (at: number, vendor: string, device: string): Record<string, string> => ({
  [`sys/bus/pci/devices/0000:00:0${at}.0/vendor`]: `${vendor}\n`,
  [`sys/bus/pci/devices/0000:00:0${at}.0/device`]: `${device}\n`,
});

const cases: readonly (readonly [name: string, files: Record<string, string>, env: Machine["env"], devices: string])[] = [
  ["nothing at all", {}, {}, ""],
  ["nvidia-smi's GPUs with their memory", { "usr/bin/nvidia-smi": twoT4 }, {}, "2 × Tesla T4 with 15 GiB"],
  ["nvidia-smi where GKE puts it", { "usr/local/nvidia/bin/nvidia-smi": twoT4 }, {}, "2 × Tesla T4 with 15 GiB"],
  ["the slices of a GPU, and a whole one", { "usr/bin/nvidia-smi": cutA100 }, {}, `${slices}, NVIDIA A100-SXM4-40GB with 40 GiB`],
  [
    "a GPU that shares the machine's memory",
    { "usr/bin/nvidia-smi": nvidiaSmi("GPU 0: NVIDIA GB10 (UUID: GPU-cc)", "GPU-cc, [N/A]") },
    {},
    "NVIDIA GB10",
  ],
  ["CUDA's numbers", { "usr/bin/nvidia-smi": twoT4 }, { CUDA_VISIBLE_DEVICES: "1" }, "Tesla T4 with 15 GiB"],
  [
    "CUDA's numbers up to the first that is none",
    { "usr/bin/nvidia-smi": twoT4 },
    { CUDA_VISIBLE_DEVICES: "0,7,1" },
    "Tesla T4 with 15 GiB",
  ],
  ["none where CUDA is shown none", { "usr/bin/nvidia-smi": twoT4 }, { CUDA_VISIBLE_DEVICES: "" }, ""],
  ["none for -1", { "usr/bin/nvidia-smi": twoT4 }, { CUDA_VISIBLE_DEVICES: "-1" }, ""],
  [
    "a slice by its id",
    { "usr/bin/nvidia-smi": cutA100 },
    { CUDA_VISIBLE_DEVICES: "MIG-2222" },
    "NVIDIA A100-SXM4-40GB (slice 1g.5gb) with 5 GiB",
  ],
  [
    "a GPU by the beginning of its id",
    { "usr/bin/nvidia-smi": twoT4 },
    { CUDA_VISIBLE_DEVICES: "GPU-bb" },
    "Tesla T4 with 15 GiB",
  ],
  [
    "what the container was given by id",
    { "usr/bin/nvidia-smi": twoT4 },
    { NVIDIA_VISIBLE_DEVICES: "GPU-aa11" },
    "Tesla T4 with 15 GiB",
  ],
  [
    "all with CDI, which says void",
    { "usr/bin/nvidia-smi": twoT4 },
    { NVIDIA_VISIBLE_DEVICES: "void" },
    "2 × Tesla T4 with 15 GiB",
  ],
  [
    "all with a number, which is the host's",
    { "usr/bin/nvidia-smi": twoT4 },
    { NVIDIA_VISIBLE_DEVICES: "6,7" },
    "2 × Tesla T4 with 15 GiB",
  ],
  [
    "the driver's list without nvidia-smi",
    { ...gpusInProc(2), "dev/nvidia0": "", "dev/nvidia1": "", "dev/nvidiactl": "" },
    {},
    "2 × Tesla T4",
  ],
  ["of the driver's list those with a device", { ...gpusInProc(4), "dev/nvidia2": "", "dev/nvidiactl": "" }, {}, "Tesla T4"],
  ["none of the driver's list without any device", gpusInProc(2), {}, ""],
  ["devices that no list names", { "dev/nvidia0": "", "dev/nvidiactl": "", "dev/nvidia-uvm": "" }, {}, "NVIDIA GPU"],
  [
    "the driver's list where nvidia-smi fails",
    {
      "usr/bin/nvidia-smi": "#!/bin/sh\necho Failed to initialize NVML: Unknown Error\nexit 255\n",
      ...gpusInProc(1),
      "dev/nvidia0": "",
    },
    {},
    "Tesla T4",
  ],
  ["AMD's GPUs that have a device", amd, {}, "AMD Instinct MI250X with 64 GiB"],
  ["AMD's by number", amd, { ROCR_VISIBLE_DEVICES: "0" }, "AMD Instinct MI250X with 64 GiB"],
  ["AMD's by id", amd, { ROCR_VISIBLE_DEVICES: "GPU-1122334455667788" }, "AMD Instinct MI250X with 64 GiB"],
  ["none where ROCm is shown none", amd, { HIP_VISIBLE_DEVICES: "-1" }, ""],
  [
    "TPUs",
    { ...pci(4, "0x1ae0", "0x005e"), ...pci(5, "0x1ae0", "0x005e"), "dev/accel0": "", "dev/accel1": "" },
    {},
    "2 × TPU v4",
  ],
  [
    "the TPU that the container was given",
    { ...pci(4, "0x1ae0", "0x0063"), ...pci(5, "0x1ae0", "0x0063"), "dev/vfio/0": "", "dev/vfio/vfio": "" },
    {},
    "TPU v5e",
  ],
  ["no TPU in a network card of Google's", { ...pci(4, "0x1ae0", "0x0042"), "dev/vfio/0": "" }, {}, ""],
  ["Trainium", { "dev/neuron0": "", "dev/neuron1": "", "dev/neuron-rtd": "" }, {}, "2 × AWS Neuron device"],
  ["Gaudi with its own driver", { "dev/hl0": "", "dev/hl_controlD0": "" }, {}, "Intel Gaudi"],
  ["Gaudi with the kernel's", { "dev/accel/accel0": "", "sys/class/accel/accel0/device/vendor": "0x1da3\n" }, {}, "Intel Gaudi"],
  ["no Gaudi in a laptop's NPU", { "dev/accel/accel0": "", "sys/class/accel/accel0/device/vendor": "0x8086\n" }, {}, ""],
];

describe("finds", () => {
  test.each(cases)("%s", async (_, files, env, devices) => {
    expect(devicesText((await findAccelerators(machineOf(files, env))).devices)).toBe(devices);
  });
});

describe("says", () => {
  const looked = async (files: Record<string, string>, env: Machine["env"] = {}) =>
    (await findAccelerators(machineOf(files, env))).looked.filter((text) => /nvidia|CUDA/i.test(text));
  test("where it looked", async () => {
    expect(await looked({})).toEqual(["nvidia-smi (not installed)", "/proc/driver/nvidia/gpus (no GPU)"]);
  });
  test("what nvidia-smi says instead of an answer", async () => {
    const broken = "#!/bin/sh\necho NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.\nexit 9\n";
    expect((await looked({ "usr/bin/nvidia-smi": broken }))[0]).toBe(
      "nvidia-smi (NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver)",
    );
  });
  test("that the environment hides some", async () => {
    expect(await looked({ "usr/bin/nvidia-smi": twoT4 }, { CUDA_VISIBLE_DEVICES: "0" })).toEqual([
      "nvidia-smi",
      'CUDA_VISIBLE_DEVICES="0" (shows 1 of 2)',
    ]);
  });
  test("that nvidia-smi hangs, and goes on", { timeout: 30_000 }, async () => {
    expect((await looked({ "usr/bin/nvidia-smi": "#!/bin/sh\nexec sleep 60\n" }))[0]).toBe(
      "nvidia-smi (it gave no answer within 10 s)",
    );
  });
});
