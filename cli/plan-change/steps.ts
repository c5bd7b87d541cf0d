// What a step is, as facts that can be compared; and which files make its code another one.
import { type Codec, type CodeManifest, canonicalJson, type StepPlan } from "../../runtime/contract/index.js";
import { changedNames, codeChanges } from "../../runtime/history/index.js";
import { bytes, count, duration } from "../words.js";
import { type Change, changedFacts, type Facts, type PlanSide } from "./change.js";

/** Changes of all steps, in the order of the names. */
export function stepChanges(before: PlanSide | null, after: PlanSide | null): readonly Change[] {
  const names = [...new Set([...Object.keys(before?.plan.steps ?? {}), ...Object.keys(after?.plan.steps ?? {})])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before && sideOf(before, name), after && sideOf(after, name)];
    if (old && now) return [...codeChange(name, old, now), ...changedFacts("step", name, old.facts, now.facts)];
    return [{ of: "step", name, what: "", before: old && summary(old.facts), after: now && summary(now.facts) }];
  });
}

interface StepSide {
  readonly step: StepPlan;
  readonly facts: Facts;
  /** Absent where nobody has it. */
  readonly manifest: CodeManifest | undefined;
}

function sideOf(side: PlanSide, name: string): StepSide | null {
  const step = side.plan.steps[name as keyof typeof side.plan.steps];
  if (!step) return null;
  return { step, facts: factsOf(side, name, step), manifest: side.manifests.get(step.code) };
}

function factsOf({ placements }: PlanSide, name: string, step: StepPlan): Facts {
  const { resources, retries, cache } = step;
  const placement = placements[name];
  const entries: readonly (readonly [string, string | undefined])[] = [
    ["kind", step.kind],
    ["runs on", placement?.accelerator ?? placement?.machine ?? (placement && "any machine")],
    ["spot", placement?.spot || step.spot === true ? "yes" : undefined],
    ["cost per hour", placement?.costPerHour?.toString()],
    ["cpu", resources.cpu?.toString()],
    ["memory", resources.memoryBytes === undefined ? undefined : bytes(resources.memoryBytes)],
    ["disk", resources.diskBytes === undefined ? undefined : bytes(resources.diskBytes)],
    ["gpu", gpuText(resources.gpu)],
    ["image", step.image],
    ["packages", textOf([...(step.packages ?? [])].sort())],
    ["retries", retries.limit === 0 ? undefined : retriesText(retries)],
    ["timeout", step.timeoutSeconds === undefined ? undefined : duration(step.timeoutSeconds * 1000)],
    ["reuse", step.effect ? "never, it has an effect" : reuseText(cache)],
    ["returns", codecText(step.output)],
    [
      "environment",
      textOf(
        Object.keys(step.env)
          .sort()
          .map((key) => `${key}=${step.env[key]}`),
      ),
    ],
    ["secrets", textOf([...step.secrets].sort())],
    ["batch", step.batch?.toString()],
    ["registers", step.register],
  ];
  return new Map(entries.flatMap(([label, text]) => (text === undefined ? [] : [[label, text]])));
}

/** Of a step that is new or gone: what matters to who pays for it. */
function summary(facts: Facts): string {
  const shown = ["kind", "runs on", "cost per hour", "cpu", "memory", "gpu"];
  const said = shown.flatMap((label) => {
    const text = facts.get(label);
    if (text === undefined) return [];
    return [{ cpu: `${text} cpu`, "cost per hour": `${text} per hour`, "runs on": `on ${text}` }[label] ?? text];
  });
  return said.join(", ");
}

function gpuText(gpu: StepPlan["resources"]["gpu"]): string | undefined {
  if (!gpu) return undefined;
  const { count: number, memoryBytes, models, optional } = gpu;
  const parts = [count(number, "accelerator"), ...(memoryBytes === undefined ? [] : [`${bytes(memoryBytes)} each`])];
  return [...parts, ...(models ? [models.join(" or ")] : []), ...(optional ? ["optional"] : [])].join(", ");
}

function retriesText({ limit, delaySeconds, backoff, maxDelaySeconds }: StepPlan["retries"]): string {
  const most = maxDelaySeconds === undefined ? "" : `, at most ${maxDelaySeconds} s`;
  return `${limit}, ${delaySeconds} s apart${backoff === 1 ? "" : `, times ${backoff}`}${most}`;
}

function reuseText({ enabled, version, maxAgeSeconds }: StepPlan["cache"]): string | undefined {
  if (!enabled) return "never";
  const parts = [
    ...(version === undefined ? [] : [`version ${version}`]),
    ...(maxAgeSeconds === undefined ? [] : [`at most ${duration(maxAgeSeconds * 1000)} old`]),
  ];
  return textOf(parts);
}

/** How it is stored; a materializer of the author's by its name. Fields by name: a plan from a store has them in another order. */
function codecText(codec: Codec): string {
  switch (codec.kind) {
    case "leaf":
      return codec.own?.name ?? codec.materializer;
    case "none":
      return "nothing";
    case "record":
      return `{ ${Object.keys(codec.fields)
        .sort()
        .map((name) => `${name}: ${codecText(codec.fields[name] as Codec)}`)
        .join(", ")} }`;
    case "dictionary":
      return `{ …: ${codecText(codec.values)} }`;
    case "list":
      return `list of ${codecText(codec.items)}`;
    case "tuple":
      return `[${codec.items.map(codecText).join(", ")}]`;
    case "nullable":
      return `${codecText(codec.of)} or null`;
  }
}

const textOf = (parts: readonly string[]): string | undefined => (parts.length === 0 ? undefined : parts.join(", "));

/** Nothing that was stored for the old code is reused for the new. */
function codeChange(name: string, before: StepSide, after: StepSide): readonly Change[] {
  const parts = ({ step }: StepSide) => canonicalJson([step.code, step.libraries ?? [], step.validator]);
  if (parts(before) === parts(after)) return [];
  const same = before.step.code === after.step.code;
  const digests = { before: before.step.code.slice(0, 8), after: after.step.code.slice(0, 8) };
  const why = same ? {} : whyChanged(before.manifest, after.manifest);
  return [{ of: "step", name, what: same ? "checks of its output" : "code", ...digests, ...why }];
}

/** The files that make a module another one. */
export function whyChanged(before: CodeManifest | undefined, after: CodeManifest | undefined): Pick<Change, "why"> {
  if (!before || !after) return { why: "in which files is not known" };
  const names = changedNames(codeChanges(before, after));
  return names.length === 0 ? {} : { why: listText(names, 4) };
}

/** `a, b, c and 4 more`. */
export function listText(names: readonly string[], limit: number): string {
  const more = names.length - limit;
  return more > 0 ? `${names.slice(0, limit).join(", ")} and ${more} more` : names.join(", ");
}
