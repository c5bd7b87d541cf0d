// Runs in a process of its own: calls pipelines, and tells what they and their steps returned.
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Artifact, Codec } from "../../../runtime/contract/index.js";
import { openStore } from "../../../runtime/stores/index.js";
import { encodeText, writeValue } from "../../../runtime/values/index.js";
import { recorders, stepNames } from "./authoring.js";

export interface PlainRequest {
  /** The exported const. */
  readonly pipeline: string;
  readonly params: unknown;
  /** Of each step, by name. */
  readonly codecs: Readonly<Record<string, Codec>>;
  /** The longest of its steps' timeouts. A call that takes twice as long is in a step that never gives the processor back. */
  readonly timeoutSeconds?: number;
}

export interface PlainOutcome {
  readonly status: "succeeded" | "failed";
  /** Extended JSON text; null where it failed. */
  readonly result: string | null;
  /** Its message. */
  readonly error: string | null;
  /** By step, in the order of their ends. */
  readonly outputs: Readonly<Record<string, readonly Artifact[]>>;
}

/** A program's modules, once it is asked for, and what they need that is no data. */
export interface Program {
  readonly modules: readonly Readonly<Record<string, unknown>>[];
  readonly libraries: Readonly<Record<string, unknown>>;
}

/** Answers each line of standard input, a request with its program's name, by a line on descriptor 3. `argv`: a scratch folder. */
export async function servePlain(programs: Readonly<Record<string, () => Promise<Program>>>, answer: (line: string) => void) {
  // A promise that a failed pipeline no longer awaits may fail too.
  process.on("unhandledRejection", () => {});
  for await (const line of createInterface({ input: process.stdin })) {
    const { program, ...request } = JSON.parse(line) as PlainRequest & { readonly program: string };
    const loaded = await programs[program]?.();
    if (!loaded) throw new Error(`There is no program "${program}".`);
    answer(JSON.stringify(await runPlain(loaded, request)));
  }
  process.exit(0);
}

async function runPlain({ modules, libraries }: Program, { pipeline, params, codecs }: PlainRequest): Promise<PlainOutcome> {
  const scratch = await mkdtemp(join(process.argv[2] as string, "call-"));
  const context = { store: await openStore(join(scratch, "store")), scratch, libraries };
  const exported = modules.flatMap((module) => Object.entries(module));
  const outputs: Record<string, Artifact[]> = {};
  const record = async (step: unknown, output: unknown) => {
    const name = stepNames.get(step) ?? exported.find(([, value]) => value === step)?.[0];
    const codec = name === undefined ? undefined : codecs[name];
    if (name === undefined || codec === undefined) throw new Error(`A step that is not exported, or not in the plan: ${name}`);
    const artifact = await writeValue(output, codec, context);
    outputs[name] = [...(outputs[name] ?? []), artifact];
  };
  const call = exported.find(([name]) => name === pipeline)?.[1] as (params: unknown) => Promise<unknown>;
  return recorders.run(record, async () => {
    try {
      const result = await call(params);
      return { status: "succeeded", result: encodeText(result), error: null, outputs };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { status: "failed", result: null, error: message, outputs: structuredClone(outputs) };
    }
  });
}
