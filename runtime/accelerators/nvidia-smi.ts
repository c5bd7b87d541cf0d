// What NVIDIA's own tool says: the only one that knows memory and slices, and the only source at all on WSL and Windows.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { AcceleratorDevice } from "../contract/index.js";
import type { Machine } from "./machine.js";

/** A driver that is not kept loaded takes seconds to come up for the first who asks, a broken one never answers. */
const deadlineMs = 10_000;

/** Where it lies if not on PATH: GKE's driver installer, WSL. */
const elsewhere = ["usr/local/nvidia/bin", "usr/lib/wsl/lib", "usr/bin"];

/** A GPU with its slices; it cannot be used as a whole while it has some. */
export interface Gpu extends AcceleratorDevice {
  readonly slices: readonly AcceleratorDevice[];
}

/** Null: it told nothing, for the reason that `said` gives. */
export interface Answer {
  readonly gpus: readonly Gpu[] | null;
  readonly said: string;
}

/** Asks nvidia-smi for the GPUs of the machine or container, at most for ten seconds. */
export async function askNvidiaSmi({ root, env }: Machine): Promise<Answer> {
  const name = process.platform === "win32" ? "nvidia-smi.exe" : "nvidia-smi";
  const folders = [...(env.PATH ?? "").split(delimiter), ...elsewhere.map((folder) => join(root, folder))];
  const tool = folders.map((folder) => join(folder || ".", name)).find((file) => existsSync(file));
  if (tool === undefined) return { gpus: null, said: "nvidia-smi (not installed)" };
  const [list, query] = await Promise.all([
    ask(tool, ["-L"], env),
    ask(tool, ["--query-gpu=uuid,memory.total", "--format=csv,noheader,nounits"], env),
  ]);
  const gpus = parseList(list.text, parseMemory(query.text));
  if (gpus.length > 0) return { gpus, said: "nvidia-smi" };
  const why = list.problem ?? list.text.split("\n").find((line) => line.trim() !== "") ?? "it listed nothing";
  return { gpus: null, said: `nvidia-smi (${why.trim().replace(/\.$/, "")})` };
}

/** `GPU 0: Tesla T4 (UUID: GPU-…)`, and below one that is cut up `  MIG 1g.5gb     Device  0: (UUID: MIG-…)`. */
export function parseList(text: string, memory: ReadonlyMap<string, number>): readonly Gpu[] {
  const gpus: (Gpu & { readonly slices: AcceleratorDevice[] })[] = [];
  for (const line of text.split("\n")) {
    const gpu = /^GPU \d+: (.+) \(UUID: (.+)\)\s*$/.exec(line);
    const slice = /^\s+MIG (\S+)\s+Device\s+\d+: \(UUID: (.+)\)\s*$/.exec(line);
    const last = gpus.at(-1);
    if (gpu) {
      const [, model = "", id = ""] = gpu;
      const memoryBytes = memory.get(id);
      gpus.push({ kind: "nvidia", model, id, ...(memoryBytes === undefined ? {} : { memoryBytes }), slices: [] });
    } else if (slice && last) {
      const [, profile = "", id = ""] = slice;
      const gigabytes = /\.(\d+)gb/.exec(profile)?.[1];
      last.slices.push({
        kind: "nvidia",
        ...(last.model === undefined ? {} : { model: last.model }),
        ...(gigabytes === undefined ? {} : { memoryBytes: Number(gigabytes) * 2 ** 30 }),
        id,
        slice: profile,
      });
    }
  }
  return gpus;
}

/** Bytes by UUID out of lines `GPU-…, 15360`; a GPU that shares the machine's memory says `[N/A]`. */
export function parseMemory(text: string): ReadonlyMap<string, number> {
  const memory = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [id = "", mebibytes = ""] = line.split(",").map((cell) => cell.trim());
    if (/^\d+$/.test(mebibytes)) memory.set(id, Number(mebibytes) * 2 ** 20);
  }
  return memory;
}

interface Told {
  readonly text: string;
  readonly problem?: string;
}

async function ask(tool: string, words: readonly string[], env: Machine["env"]): Promise<Told> {
  const { execFile } = await import("node:child_process");
  return new Promise((resolve) => {
    // A driver that hangs in the kernel keeps even a killed process from ending.
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      child.unref();
      resolve({ text: "", problem: `it gave no answer within ${deadlineMs / 1000} s` });
    }, deadlineMs);
    const child = execFile(tool, words, { env: env as NodeJS.ProcessEnv, windowsHide: true }, (error, stdout, stderr) => {
      clearTimeout(late);
      const [first] = `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
      resolve({ text: stdout, ...(error ? { problem: first ?? error.message } : {}) });
    });
  });
}
