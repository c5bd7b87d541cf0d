// An interpreter over a hand-made structure, with records and glue as a test says them.
import type { Artifact, AttemptRecord, GlueModule, IndexPath, JsonObject, TryOutcome } from "../../runtime/contract/index.js";
import { createInterpreter, type Interpreter } from "../../runtime/interpreter/index.js";
import { type PipelineText, pushPipeline } from "../step/pipeline.js";

export type Said = unknown | "failed" | "retried";
export const failed = Symbol("failed for good");
export const retried = Symbol("failed, may be tried again");
const failure = Symbol("failed with an error of its own");
const kept = Symbol("the outcome of a gate");
/** Failed for good, with this error. */
export const failedWith = (name: string, message: string): Said => ({ [failure]: { name, message } });
/** The record of the gate of a try. */
export const outcome = (said: TryOutcome): Said => ({ [kept]: said });

export interface World {
  readonly records?: Readonly<Record<string, Said>>;
  readonly parameters?: JsonObject;
  readonly glue?: GlueModule;
}

export interface Interpreted {
  readonly interpreter: Interpreter;
  /** What was asked for, as `node/1`. */
  readonly reads: string[];
  readonly loads: unknown[];
}

/** An interpreter over records as `{ "node/1": value }`; counts what is read. */
export async function interpret(
  text: PipelineText,
  { records = {}, parameters = {}, glue = {} }: World = {},
): Promise<Interpreted> {
  const { plan } = await pushPipeline(null, text);
  const [reads, loads]: [string[], unknown[]] = [[], []];
  const values = new Map<Artifact, unknown>();
  const record = async (node: string, index: IndexPath): Promise<AttemptRecord | null> => {
    const key = [node, ...index].join("/");
    reads.push(key);
    if (!(key in records)) return null;
    const value = records[key];
    const special = typeof value === "object" && value !== null ? (value as Record<symbol, unknown>) : {};
    const output = artifactOf(value);
    values.set(output, value);
    const error = special[failure] ?? { name: "Error", message: `${key} failed` };
    const final = value === failed || failure in special;
    const state = final || value === retried ? "failed" : "succeeded";
    const rest = state === "failed" ? { error } : kept in special ? { outcome: special[kept] } : {};
    return { node, index, attempt: 1, state, final, output, ...rest } as unknown as AttemptRecord;
  };
  /** Plain objects are stored field by field here. */
  const artifactOf = (value: unknown): Artifact => {
    const object = { kind: "object" } as Artifact;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return object;
    const fields = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, artifactOf(item)]));
    for (const [key, item] of Object.entries(value)) values.set(fields[key] as Artifact, item);
    return { kind: "record", fields };
  };
  const load = async (artifact: Artifact) => {
    loads.push(values.get(artifact));
    return values.get(artifact);
  };
  return { interpreter: createInterpreter(plan, { parameters, record, load, glue: async () => glue }), reads, loads };
}
export const node = (name: string) => name as never;
