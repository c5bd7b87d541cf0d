// An interpreter over a run's records, read once: what states, instances and values are derived with.
import {
  type Digest,
  digestOf,
  type GlueModule,
  keys,
  type MaterializerModule,
  type Plan,
  type Store,
} from "../contract/index.js";
import { createInterpreter, type Interpreter } from "../interpreter/index.js";
import { loadValue } from "../values/index.js";
import { historyError } from "./error.js";
import { type RunRecords, recordKey } from "./records.js";

/** An interpreter whose answers are `records`; values and glue are read when something needs them. */
export async function answersFrom(store: Store, records: RunRecords): Promise<Interpreter> {
  const { plan, run, last } = records;
  let glue: Promise<GlueModule> | null = null;
  return createInterpreter(plan, {
    parameters: run.parameters,
    record: async (node, index) => last.get(recordKey(node, index)) ?? null,
    load: (artifact) => loadValue(artifact, store, "value", ({ code }) => materializerOf(store, code)),
    glue: () => {
      glue ??= loadGlue(store, plan);
      return glue;
    },
  });
}

async function loadGlue(store: Store, plan: Plan): Promise<GlueModule> {
  return plan.glue === null ? {} : ((await importWhole(store, plan.glue)) as GlueModule);
}

async function materializerOf(store: Store, code: Digest): Promise<MaterializerModule["default"]> {
  return ((await importWhole(store, code)) as unknown as MaterializerModule).default;
}

/** Glue and materializers are bundled whole, so that a module made of its text needs no file. */
async function importWhole(store: Store, code: Digest): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await store.get(keys.code(code));
  if (!bytes) throw historyError(`the store ${store.url} lacks the code ${code}`);
  if (digestOf(bytes) !== code) throw historyError(`the code ${code} in the store ${store.url} is damaged: its digest differs`);
  return import(`data:text/javascript;base64,${Buffer.from(bytes).toString("base64")}`);
}
