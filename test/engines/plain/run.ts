// Runs in a process of its own: calls a pipeline and writes down what it and its steps returned.
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Artifact, Codec } from "../../../runtime/contract/index.js";
import { openStore } from "../../../runtime/stores/index.js";
import { encodeText, writeValue } from "../../../runtime/values/index.js";
import { onOutput, recordedSteps } from "./authoring.js";

export interface PlainRequest {
  readonly pipeline: string;
  readonly params: unknown;
  /** Of each step, by name. */
  readonly codecs: Readonly<Record<string, Codec>>;
}

export interface PlainOutcome {
  readonly status: "succeeded" | "failed";
  /** Extended JSON text; null where it failed. */
  readonly result: string | null;
  readonly error: string | null;
  /** By step, in the order of their ends. */
  readonly outputs: Readonly<Record<string, readonly Artifact[]>>;
}

/** `argv`: the file with the request, the file for the outcome. */
export async function runPlain(
  modules: readonly Readonly<Record<string, unknown>>[],
  libraries: Readonly<Record<string, unknown>>,
): Promise<void> {
  const [requestFile, outcomeFile] = process.argv.slice(2) as [string, string];
  const { pipeline, params, codecs } = JSON.parse(await readFile(requestFile, "utf8")) as PlainRequest;
  // Beside the outcome: who reads that removes both.
  const scratch = await mkdtemp(`${outcomeFile}-`);
  const context = { store: await openStore(join(scratch, "store")), scratch, libraries };
  const exported = modules.flatMap((module) => Object.entries(module));
  const outputs: Record<string, Artifact[]> = {};
  onOutput(async (step, output) => {
    const name = recordedSteps.get(step)?.name ?? exported.find(([, value]) => value === step)?.[0];
    const codec = name === undefined ? undefined : codecs[name];
    if (name === undefined || codec === undefined) throw new Error(`A step that is not exported, or not in the plan: ${name}`);
    const artifacts = outputs[name] ?? [];
    outputs[name] = artifacts;
    artifacts.push(await writeValue(output, codec, context));
  });
  const call = exported.find(([name]) => name === pipeline)?.[1] as (params: unknown) => Promise<unknown>;
  const outcome = await call(params).then(
    (result): PlainOutcome => ({ status: "succeeded", result: encodeText(result), error: null, outputs }),
    (error): PlainOutcome => ({ status: "failed", result: null, error: String(error), outputs }),
  );
  await writeFile(outcomeFile, JSON.stringify(outcome));
  process.exit(0);
}
