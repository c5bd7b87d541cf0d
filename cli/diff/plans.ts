// What differs between two plans of a pipeline, as an author thinks of it: the pipeline, its steps, the tasks that an engine gets.
import type { CodeManifest, Digest, JsonSchema, Plan, StepPlan, Task } from "../../runtime/contract/index.js";
import { propertiesOf } from "../../runtime/contract/index.js";
import { codeChanges, type FileChange } from "../../runtime/history/index.js";
import { fieldChanges } from "./fields.js";

export interface PlanChange {
  readonly level: "pipeline" | "step" | "plan";
  /** The parameter, step, task or fan-out; of the pipeline itself, the field. */
  readonly name: string;
  readonly change: "added" | "removed" | "changed";
  /** What of it, as `retries.limit`; absent where all of it was added or removed. */
  readonly field?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** Of code: the author's files that make the difference; null where it cannot be told. */
  readonly files?: readonly FileChange[] | null;
}

/** Gives what a bundle was made of, or null where nobody knows. */
export type ManifestOf = (code: Digest) => Promise<CodeManifest | null>;

export async function planChanges(before: Plan, after: Plan, manifestOf: ManifestOf): Promise<readonly PlanChange[]> {
  const codeChange = async (old: Digest, now: Digest): Promise<Pick<PlanChange, "files">> => {
    const [was, is] = await Promise.all([manifestOf(old), manifestOf(now)]);
    return { files: was && is ? codeChanges(was, is) : null };
  };
  return [
    ...pipelineChanges(before, after),
    ...parameterChanges(before.parameters.schema, after.parameters.schema),
    ...(await glueChanges(before, after, codeChange)),
    ...(await stepChanges(before, after, codeChange)),
    ...taskChanges(before, after),
  ];
}

type CodeChange = (old: Digest, now: Digest) => Promise<Pick<PlanChange, "files">>;

const pipelineFields = ["description", "tags", "schedule", "concurrency", "timeoutSeconds", "maxParallel"] as const;

function pipelineChanges(before: Plan, after: Plan): PlanChange[] {
  return pipelineFields.flatMap((field) =>
    fieldChanges(before[field], after[field]).map(({ path, ...values }) => ({
      level: "pipeline" as const,
      name: [field, ...path].join("."),
      change: "changed" as const,
      ...values,
    })),
  );
}

function parameterChanges(before: JsonSchema, after: JsonSchema): PlanChange[] {
  const required = (schema: JsonSchema, name: string) => Array.isArray(schema.required) && schema.required.includes(name);
  const withNeed = (schema: JsonSchema) =>
    Object.fromEntries(
      Object.entries(propertiesOf(schema)).map(([name, one]) => [
        name,
        { ...one, ...(required(schema, name) ? { required: true } : {}) },
      ]),
    );
  return entryChanges(withNeed(before), withNeed(after), (name, change) => ({
    level: "pipeline",
    name: `parameter ${name}`,
    change,
  }));
}

/** What the author wrote between the calls: conditions, and values made of others. */
async function glueChanges(before: Plan, after: Plan, codeChange: CodeChange): Promise<PlanChange[]> {
  if (before.glue === after.glue) return [];
  const files = before.glue && after.glue ? await codeChange(before.glue, after.glue) : { files: null };
  return [{ level: "pipeline", name: "expressions", change: "changed", ...files }];
}

async function stepChanges(before: Plan, after: Plan, codeChange: CodeChange): Promise<PlanChange[]> {
  const shown = (steps: Plan["steps"]) =>
    Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, settingsOf(step)]));
  const settings = entryChanges(shown(before.steps), shown(after.steps), (name, change) => ({ level: "step", name, change }));
  const code: PlanChange[] = [];
  for (const [name, now] of Object.entries(after.steps) as [string, StepPlan][]) {
    const old = (before.steps as Readonly<Record<string, StepPlan>>)[name];
    if (!old || old.code === now.code) continue;
    code.push({ level: "step", name, change: "changed", field: "code", ...(await codeChange(old.code, now.code)) });
  }
  const order = [...new Set([...Object.keys(before.steps), ...Object.keys(after.steps)])];
  return [...code, ...settings].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

/** Of its output only whether it is another type; its code is looked at by files. */
function settingsOf({ code: _, libraries: __, validator: ___, output, ...settings }: StepPlan) {
  return { ...settings, output: JSON.stringify(output) };
}

function taskChanges({ wiring: before }: Plan, { wiring: after }: Plan): PlanChange[] {
  const byId = <T extends { readonly id: string }>(all: readonly T[]) =>
    Object.fromEntries(all.map(({ id, ...rest }) => [id, rest]));
  const shown = (tasks: readonly Task[]) =>
    byId(
      tasks.map(({ id, kind, fanOut, waits, whenEnded, guard, publishes }) => ({
        id,
        kind,
        fanOut,
        waits,
        whenEnded,
        guard: guardText(guard),
        publishes: publishes.map((one) => (one.kind === "count" ? `count of ${one.fanOut}` : one.atom)),
      })),
    );
  return [
    ...entryChanges(shown(before.tasks), shown(after.tasks), (name, change) => ({ level: "plan", name, change })),
    ...entryChanges(byId(before.fanOuts), byId(after.fanOuts), (name, change) => ({
      level: "plan",
      name: `fan-out ${name}`,
      change,
    })),
  ];
}

const guardText = (guard: Task["guard"]): string =>
  guard.some((all) => all.length === 0)
    ? "always"
    : guard.map((all) => all.map(({ task, atom, is }) => `${is ? "" : "not "}${task}.${atom}`).join(" and ")).join(" or ");

type Entries = Readonly<Record<string, object>>;

/** Entries that came or went, and of those that stayed the fields that differ. */
function entryChanges(
  before: Entries,
  after: Entries,
  base: (name: string, change: PlanChange["change"]) => Pick<PlanChange, "level" | "name" | "change">,
): PlanChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name): PlanChange[] => {
    if (before[name] === undefined) return [base(name, "added")];
    if (after[name] === undefined) return [base(name, "removed")];
    return fieldChanges(before[name], after[name]).map(({ path, ...values }) => ({
      ...base(name, "changed"),
      field: path.join("."),
      ...values,
    }));
  });
}
