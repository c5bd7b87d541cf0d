// Two sides of a pipeline → what differs, in the order in which a reviewer asks: when does it run, with what, how, where, at what price.
import { type ConstructNote, explainWiring } from "../../compiler/wire/explain.js";
import { canonicalJson, type JsonObject, type JsonSchema, type Plan, type Task } from "../../runtime/contract/index.js";
import { count, duration } from "../words.js";
import { type Change, changedFacts, type Facts, type PipelineChange, type PlanSide } from "./change.js";
import { listText, stepChanges, whyChanged } from "./steps.js";

/** What has become of each pipeline that one side has, by name. */
export function comparePlans(before: readonly PlanSide[], after: readonly PlanSide[]): readonly PipelineChange[] {
  const byName = (sides: readonly PlanSide[]) => new Map(sides.map((side) => [side.plan.pipeline, side]));
  const [old, now] = [byName(before), byName(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.map((name) => comparePipeline(name, old.get(name) ?? null, now.get(name) ?? null));
}

function comparePipeline(pipeline: string, before: PlanSide | null, after: PlanSide | null): PipelineChange {
  const digests = { before: before?.digest ?? null, after: after?.digest ?? null };
  const placed = (side: PlanSide | null) => canonicalJson(side?.placements ?? null);
  if (before && after && before.digest === after.digest && placed(before) === placed(after))
    return { pipeline, state: "same", ...digests, changes: [] };
  const changes = [
    ...changedFacts("pipeline", "", factsOf(before?.plan), factsOf(after?.plan)),
    ...parameterChanges(before?.plan, after?.plan),
    ...glueChange(before, after),
    ...stepChanges(before, after),
    ...taskChanges(before?.plan, after?.plan),
    ...constructChanges(before?.plan, after?.plan),
  ];
  const state = before === null ? "added" : after === null ? "removed" : "changed";
  if (before && after && changes.length === 0)
    return { pipeline, state, ...digests, changes: [flowChange(before.plan, after.plan)] };
  return { pipeline, state, ...digests, changes };
}

function factsOf(plan: Plan | undefined): Facts {
  if (!plan) return new Map();
  const { schedule, concurrency, timeoutSeconds, maxParallel, tags, description } = plan;
  const entries: readonly (readonly [string, string | undefined])[] = [
    ["schedule", schedule && `${schedule.cron} ${schedule.timezone}`],
    [
      "while another run is running",
      { allow: undefined, forbid: "a run does not start", replace: "a run replaces it" }[concurrency],
    ],
    ["timeout", timeoutSeconds === undefined ? undefined : duration(timeoutSeconds * 1000)],
    ["steps at once", maxParallel?.toString()],
    ["tags", tags.length === 0 ? undefined : tags.join(", ")],
    ["description", description],
  ];
  return new Map(entries.flatMap(([label, text]) => (text === undefined ? [] : [[label, text]])));
}

function parameterChanges(before: Plan | undefined, after: Plan | undefined): readonly Change[] {
  const [old, now] = [parametersOf(before), parametersOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    if (was && is) return changedFacts("parameter", name, was, is);
    return [{ of: "parameter", name, what: "", before: was?.get("") ?? null, after: is?.get("") ?? null }];
  });
}

function parametersOf(plan: Plan | undefined): ReadonlyMap<string, Facts> {
  const schema = plan?.parameters.schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  const required = new Set(schema?.required);
  return new Map(
    Object.entries(schema?.properties ?? {}).map(([name, one]) => {
      const described = typeof one.description === "string" ? ([["description", one.description]] as const) : [];
      return [name, new Map([["", schemaText(one, required.has(name))], ...described])];
    }),
  );
}

/** `integer, minimum 1, default 3`; what is no word stands as JSON. A plan from a store has its keys in another order. */
function schemaText({ type, description: _, default: initial, ...others }: JsonObject, required: boolean): string {
  const keywords = Object.keys(others).sort();
  const rest = keywords.map((key) => `${key} ${canonicalJson(others[key])}`);
  const what = typeof type === "string" ? [type] : type === undefined ? [] : [canonicalJson(type)];
  return [
    ...what,
    ...rest,
    ...(initial === undefined ? (required ? ["required"] : []) : [`default ${canonicalJson(initial)}`]),
  ].join(", ");
}

function taskChanges(before: Plan | undefined, after: Plan | undefined): readonly Change[] {
  const byId = (plan: Plan | undefined) => new Map((plan?.wiring.tasks ?? []).map((task) => [task.id as string, task]));
  const [old, now] = [byId(before), byId(after)];
  const added = [...now.keys()].filter((id) => !old.has(id));
  const removed = [...old.keys()].filter((id) => !now.has(id));
  const changed = [...now].flatMap(([id, task]) =>
    old.has(id) && canonicalJson(old.get(id)) !== canonicalJson(task) ? [id] : [],
  );
  if (added.length + removed.length + changed.length === 0) return [];
  const parts = (
    [
      ["new", added],
      ["gone", removed],
      ["other waits or conditions", changed],
    ] as const
  ).flatMap(([label, names]) => (names.length === 0 || !before || !after ? [] : [`${label}: ${listText(names, 8)}`]));
  const why = parts.length === 0 ? {} : { why: parts.join("; ") };
  return [
    {
      of: "tasks",
      name: "",
      what: "",
      before: before ? tasksText(before) : null,
      after: after ? tasksText(after) : null,
      ...why,
    },
  ];
}

function tasksText({ wiring }: Plan): string {
  const numberOf = (kind: Task["kind"]): number => wiring.tasks.filter((task) => task.kind === kind).length;
  const kinds = [
    ["node", "step"],
    ["gate", "gate"],
    ["block", "block"],
  ] as const;
  const parts = kinds.flatMap(([kind, word]) => (numberOf(kind) === 0 ? [] : [count(numberOf(kind), word)]));
  return [...parts, ...(wiring.fanOuts.length === 0 ? [] : [count(wiring.fanOuts.length, "fan-out")])].join(", ");
}

function constructChanges(before: Plan | undefined, after: Plan | undefined): readonly Change[] {
  const [old, now] = [constructsOf(before), constructsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    if (was?.form === is?.form && was?.why === is?.why) return [];
    const { construct, why } = (is ?? was) as ConstructNote;
    return [{ of: "construct", name, what: construct, before: was?.form ?? null, after: is?.form ?? null, why }];
  });
}

const constructsOf = (plan: Plan | undefined): ReadonlyMap<string, ConstructNote> =>
  new Map(plan ? explainWiring(plan.structure, plan.wiring).constructs.map((note) => [note.node as string, note]) : []);

/** What the author wrote between the calls: conditions, and values made of others. */
function glueChange(before: PlanSide | null, after: PlanSide | null): readonly Change[] {
  const [old, now] = [before?.plan.glue, after?.plan.glue];
  if (!before || !after || old === now) return [];
  const manifestIn = ({ manifests, plan: { glue } }: PlanSide) => (glue === null ? { files: [] } : manifests.get(glue));
  const digests = { before: old?.slice(0, 8) ?? null, after: now?.slice(0, 8) ?? null };
  return [{ of: "pipeline", name: "", what: "expressions", ...digests, ...whyChanged(manifestIn(before), manifestIn(after)) }];
}

/** What is left: which value goes where, or what an expression computes. */
function flowChange(before: Plan, after: Plan): Change {
  const what = canonicalJson(before.structure) === canonicalJson(after.structure) ? "expressions" : "which value goes where";
  return { of: "pipeline", name: "", what, before: null, after: "changed" };
}
