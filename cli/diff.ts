// `zenc diff`: what is deployed against what would be compiled, by pipelines, steps and tasks.
import { diffLines } from "diff";
import type { Placement } from "../compiler/ir/index.js";
import type { CodeManifest, Digest, Plan, StepPlan, Store } from "../runtime/contract/index.js";
import { keys } from "../runtime/contract/index.js";
import type { Change, Engine } from "./deploy/engine.js";
import { engineOf } from "./deploy/engines.js";
import { type DeployOptions, withPlace } from "./deploy/options.js";
import { projectOf } from "./deploy/project.js";
import { wantedOf } from "./deploy.js";
import { changeLines } from "./diff/lines.js";
import { type Emission, type EmittedPipeline, emitFiles } from "./emit.js";
import { exit } from "./exit.js";
import { openStore } from "./open-store.js";
import type { Change as PlanPartChange, PlanSide } from "./plan-change/change.js";
import { comparePlans } from "./plan-change/compare.js";
import { printDocument, type Terminal } from "./terminal.js";

interface Options extends DeployOptions {
  readonly format: "text" | "json";
}

/** How what is deployed of a pipeline stands to what would be compiled. */
export interface PipelineDifference {
  readonly pipeline: string;
  /** `file`: the plan is the same, and what is around it is not: the stack's settings, or zenc's version. `stale`: nothing makes it any more. */
  readonly state: "same" | "new" | "changed" | "file" | "stale";
  readonly before: Digest | null;
  readonly after: Digest | null;
  /** Who else has changed what is deployed. */
  readonly foreign: readonly string[];
  /** Null where the store does not have the deployed plan. */
  readonly changes: readonly PlanPartChange[] | null;
  readonly files: readonly { readonly name: string; readonly added: number; readonly removed: number }[];
}

export async function diff(terminal: Terminal, files: readonly string[], options: Options): Promise<number> {
  const emission = await emitFiles(terminal, files, options);
  if (!emission) return exit.usage;
  const stack = withPlace(emission.compiled.stack, options);
  const engine = await engineOf(stack);
  const destination = await engine.destination({ terminal, stack, project: projectOf(stack, terminal.cwd) });
  try {
    const compared = await destination.compare(wantedOf(emission));
    const store = await openStore(stack.store);
    const differences = [
      ...(await Promise.all(
        emission.pipelines.map((one) => {
          const code = destination.codeOf?.(one.pipeline.plan.pipeline) ?? store;
          return differenceOf(one, compared, engine, code);
        }),
      )),
      ...(options.pipeline === undefined ? staleOf(compared, emission, engine) : []),
    ];
    const isSame = differences.every(({ state, foreign }) => state === "same" && foreign.length === 0);
    if (options.format === "json") {
      await printDocument(terminal, { version: 1, target: stack.target, to: destination.name, isSame, pipelines: differences });
    } else {
      for (const one of differences) await terminal.print(changeLines(one, terminal.colors).join("\n"));
      terminal.note(terminal.noteColors.dim(`  deployed to ${destination.name}`));
    }
    return isSame ? exit.ok : exit.failed;
  } finally {
    await destination.close();
  }
}

async function differenceOf(
  { pipeline }: EmittedPipeline,
  compared: readonly Change[],
  engine: Engine,
  store: Store,
): Promise<PipelineDifference> {
  const name = pipeline.plan.pipeline;
  const own = compared.filter((change) => change.pipeline === name);
  const before = planOf(own, engine);
  const after = pipeline.digest;
  const foreign = own.flatMap(({ action, refused, name: what }) =>
    action !== "keep" && refused !== undefined ? [`${what}: ${refused}`] : [],
  );
  const base = { pipeline: name, before, after, foreign, files: filesOf(own) };
  if (before === null) return { ...base, state: "new", changes: [] };
  if (before === after) return { ...base, state: base.files.length === 0 ? "same" : "file", changes: [] };
  const old = await read<Plan>(store, keys.plan(before));
  if (old === null) return { ...base, state: "changed", changes: null };
  const manifests = new Map(pipeline.code.map(({ digest, manifest }) => [digest, manifest]));
  const now = sideOf(pipeline.plan, after, manifests);
  const [change] = comparePlans([sideOf(old, before, await manifestsOf(old, store))], [now]);
  return { ...base, state: "changed", changes: change?.changes ?? [] };
}

/** Where steps run as the plan says it: what a pool costs was known only when it was compiled. */
function sideOf(plan: Plan, digest: Digest, manifests: PlanSide["manifests"]): PlanSide {
  const placements = Object.entries<StepPlan>(plan.steps).map(([name, { pool, machine, spot }]): [string, Placement] => [
    name,
    {
      ...(pool === undefined ? {} : { accelerator: pool }),
      ...(machine === undefined ? {} : { machine }),
      spot: spot === true,
      why: "",
      considered: [],
    },
  ]);
  return { plan, digest, placements: Object.fromEntries(placements), manifests };
}

async function manifestsOf({ steps, glue }: Plan, store: Store): Promise<PlanSide["manifests"]> {
  const digests = [...new Set([...Object.values<StepPlan>(steps).map(({ code }) => code), ...(glue === null ? [] : [glue])])];
  const found = await Promise.all(
    digests.map(async (code) => [code, await read<CodeManifest>(store, keys.codeManifest(code))] as const),
  );
  return new Map(found.flatMap(([code, manifest]) => (manifest === null ? [] : [[code, manifest] as const])));
}

function staleOf(compared: readonly Change[], { pipelines }: Emission, engine: Engine): PipelineDifference[] {
  const made = new Set(pipelines.map(({ pipeline }) => pipeline.plan.pipeline));
  const stale = compared.filter(({ action, pipeline }) => action === "remove" && pipeline !== null && !made.has(pipeline));
  return [...new Set(stale.map(({ pipeline }) => pipeline as string))].map((pipeline) => {
    const own = stale.filter((change) => change.pipeline === pipeline);
    return { pipeline, state: "stale", before: planOf(own, engine), after: null, foreign: [], changes: [], files: filesOf(own) };
  });
}

const planOf = (changes: readonly Change[], { planIn }: Engine): Digest | null =>
  changes.map(({ before }) => (before === null ? null : planIn(before))).find((digest) => digest !== null) ?? null;

function filesOf(changes: readonly Change[]): PipelineDifference["files"] {
  return changes.flatMap(({ name, action, before, after }) => {
    if (action === "keep") return [];
    const parts = diffLines(before ?? "", after ?? "");
    const sum = (of: (part: (typeof parts)[number]) => boolean) => parts.filter(of).reduce((all, { count }) => all + count, 0);
    return [{ name, added: sum(({ added }) => added), removed: sum(({ removed }) => removed) }];
  });
}

async function read<T>(store: Store, key: string): Promise<T | null> {
  const bytes = await store.get(key);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
}
