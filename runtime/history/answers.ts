// An interpreter over a run's records, read once: what states, instances and values are derived with.
import { digestOf, type GlueModule, keys, type Plan, type Store } from "../contract/index.js";
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
    load: (artifact) => loadValue(artifact, store),
    glue: () => {
      glue ??= loadGlue(store, plan);
      return glue;
    },
  });
}

/** Glue is bundled whole, so that a module made of its text needs no file. */
async function loadGlue(store: Store, plan: Plan): Promise<GlueModule> {
  if (plan.glue === null) return {};
  const bytes = await store.get(keys.code(plan.glue));
  if (!bytes) throw historyError(`the store ${store.url} lacks the code ${plan.glue}`);
  if (digestOf(bytes) !== plan.glue)
    throw historyError(`the code ${plan.glue} in the store ${store.url} is damaged: its digest differs`);
  return (await import(`data:text/javascript;base64,${Buffer.from(bytes).toString("base64")}`)) as GlueModule;
}
