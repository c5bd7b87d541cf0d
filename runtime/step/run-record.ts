// run.json: the run's parameters, validated and with their defaults, written by whichever task starts first.
import { type Json, type JsonObject, type JsonSchema, keys, type Plan, type RunRecord, type Store } from "../contract/index.js";
import { fatal } from "./failure.js";
import { readParameterTexts } from "./parameter-texts.js";
import type { TaskRequest } from "./task.js";
import { violationsOf } from "./validator.js";

type Given = Pick<TaskRequest, "parametersJson" | "parameterTexts">;

/**
 * Reads the run's record, or validates the parameters and creates it. What stands in run.json wins over the request.
 * @throws TaskFailure, fatal: the parameters do not fit the schema, or the run was started with another plan.
 */
export async function ensureRun(
  store: Store,
  plan: Plan,
  request: Pick<TaskRequest, "plan" | "run" | "engine" | "parametersJson" | "parameterTexts" | "cache">,
): Promise<RunRecord> {
  const key = keys.run(plan.pipeline, request.run);
  const found = await store.get(key);
  if (found) return checkedRun(found, request);
  const record: RunRecord = {
    format: 1,
    pipeline: plan.pipeline,
    run: request.run,
    plan: request.plan,
    parameters: await parametersOf(store, plan, request),
    engine: request.engine,
    startedAt: new Date().toISOString(),
    cache: request.cache,
  };
  await store.keep?.([keys.plan(request.plan), keys.planSource(request.plan)]);
  // As it stands: a step can see the order of a parameter's own keys.
  if (await store.create(key, Buffer.from(JSON.stringify(record)))) return record;
  const winner = await store.get(key);
  if (!winner) throw fatal(`"${key}" was removed from the store ${store.url} while the run was going on.`);
  return checkedRun(winner, request);
}

function checkedRun(bytes: Uint8Array, request: Pick<TaskRequest, "plan" | "run">): RunRecord {
  const record = JSON.parse(Buffer.from(bytes).toString("utf8")) as RunRecord;
  if (record.plan !== request.plan) {
    throw fatal(
      `The run "${request.run}" of "${record.pipeline}" was started with plan ${record.plan}, this task has plan ${request.plan}: ` +
        "the pipeline was changed meanwhile. Start a new run.",
    );
  }
  return record;
}

/** Parameters as the engine gives them, with defaults filled in, validated. */
async function parametersOf(store: Store, plan: Plan, request: Given): Promise<JsonObject> {
  const { schema, validator } = plan.parameters;
  const { parametersJson = "{}", parameterTexts } = request;
  const given = parameterTexts ? readParameterTexts(parameterTexts, schema) : objectIn(parametersJson);
  if (validator === null) {
    const names = Object.keys(given);
    if (names.length > 0) throw fatal(`"${plan.pipeline}" takes no parameters, but got "${names.join('", "')}".`);
    return {};
  }
  const parameters = filled(given as Json, schema, schema) as JsonObject;
  const violations = await violationsOf(store, validator, parameters, "parameters");
  if (violations.length > 0) throw fatal(`The parameters of "${plan.pipeline}" do not fit: ${violations.join("; ")}.`);
  return parameters;
}

function objectIn(text: string): JsonObject {
  let given: unknown;
  try {
    given = JSON.parse(text.trim() === "" ? "{}" : text);
  } catch (error) {
    throw fatal(`The parameters are not JSON: ${(error as Error).message}.`);
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw fatal("The parameters must be a JSON object.");
  return given as JsonObject;
}

/** The value with the schema's defaults where it has nothing, deeply. */
function filled(value: Json | undefined, schema: JsonSchema, root: JsonSchema): Json | undefined {
  const said = resolve(schema, root);
  const whole = value === undefined ? (schema.default ?? said.default) : value;
  const properties = said.properties as Readonly<Record<string, JsonSchema>> | undefined;
  if (typeof whole === "object" && whole !== null && !Array.isArray(whole) && properties) {
    const result: Record<string, Json> = { ...(whole as JsonObject) };
    for (const [name, property] of Object.entries(properties)) {
      const item = filled(Object.hasOwn(result, name) ? result[name] : undefined, property, root);
      if (item !== undefined)
        Object.defineProperty(result, name, { value: item, enumerable: true, writable: true, configurable: true });
    }
    return result;
  }
  if (Array.isArray(whole) && typeof said.items === "object" && said.items !== null) {
    return whole.map((item: Json) => filled(item, said.items as JsonSchema, root) ?? null);
  }
  return whole;
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let at = schema;
  // Definitions name definitions; one that names itself is no schema, ajv has refused it.
  for (let steps = 0; typeof at.$ref === "string" && at.$ref.startsWith("#/") && steps < 100; steps++) {
    let next: unknown = root;
    for (const part of at.$ref.slice(2).split("/")) {
      next = (next as Record<string, unknown> | undefined)?.[part.replaceAll("~1", "/").replaceAll("~0", "~")];
    }
    if (typeof next !== "object" || next === null) break;
    at = next as JsonSchema;
  }
  return at;
}
