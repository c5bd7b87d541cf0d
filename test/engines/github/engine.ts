// GitHub Actions as an engine of the shapes: the emitted file, run by act.
import { cp, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dispatchInputs } from "../../../cli/deploy/github-inputs.js";
import type { CompiledPipeline } from "../../../compiler/compilation.js";
import { type Block, blocksOf, environment, instancesOf, knownAtoms, type NodeId } from "../../../runtime/contract/index.js";
import { codeFolder } from "../../../targets/github/artifacts.js";
import type { Workflow } from "../../../targets/github/document.js";
import { planWorkflow } from "../../../targets/github/plan.js";
import { githubTarget } from "../../../targets/github/target.js";
import { writeWorkflow } from "../../../targets/github/write.js";
import type { EmitRequest } from "../../../targets/target.js";
import type { Engine } from "../../conformance/engine.js";
import type { Observed } from "../../conformance/observed.js";
import { type ActJob, type ActRun, runWithAct } from "./act.js";
import { type GithubTools, installGithub } from "./install.js";
import { limiter } from "./limiter.js";

/** What the target is asked with, for runs on this machine. */
export function githubRequest(
  { plan, digest, source }: Pick<CompiledPipeline, "plan" | "digest" | "source">,
  store: string,
  options: Readonly<Record<string, unknown>> = {},
): EmitRequest {
  const costly = new Set([...knownAtoms(plan.wiring).keys()].flatMap((node) => stepOf(plan, node) ?? []));
  const steps = Object.entries(plan.steps).map(([name, step]) => [name, costly.has(name) ? { ...step, pool: "gpu" } : step]);
  const gpu = { name: "gpu", gpus: 1, memoryBytes: 1, sections: { github: { runner: ["self-hosted", "gpu"] } } };
  const stack = { name: "test", store, options, accelerators: [gpu] };
  // As for a stack whose costly steps have runners of their own; the step processes read the plan as it was.
  return { plan: { ...plan, steps: Object.fromEntries(steps) }, digest, source, stack };
}

/** The step that a node calls. */
function stepOf({ structure }: CompiledPipeline["plan"], id: NodeId): string | undefined {
  const visit = (block: Block): string | undefined => {
    for (const node of block) {
      if (node.kind === "call" && node.id === id) return node.step;
      for (const inner of blocksOf(node)) {
        const found = visit(inner.block);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
  return visit(structure);
}

/** What a repository has, and what starts its runs; the log of each, for who wants it. */
export interface GithubSettings extends Pick<ActJob, "secrets" | "variables" | "event"> {
  readonly onRun?: (run: ActRun) => void;
  /** The store is the artifacts of each run; what is in a place's own before is in the repository. */
  readonly artifacts?: boolean;
}

export const githubWith = ({ onRun, artifacts = false, ...settings }: GithubSettings): Engine => ({
  name: artifacts ? "github with artifacts" : "github",
  target: githubTarget,
  inTheBox: false,
  open: async () => {
    const tools = await installGithub();
    const limited = limiter(2);
    let runs = 0;
    return {
      run: async ({ compiled, parameters, place, options, environment = {} }) => {
        const variables = { ...(options.env as object | undefined), ...environment };
        const request = githubRequest(compiled, artifacts ? "github://example/example" : place.store, {
          ...options,
          env: variables,
        });
        const workflow = planWorkflow(request);
        const text = writeWorkflow(workflow);
        const path = githubTarget.emit(request)[0]?.path as string;
        const inputs = dispatchInputs(compiled.plan.parameters, parameters);
        const id = String(++runs);
        const job = { path, text, inputs, run: id, ...settings };
        const run = await limited(() =>
          artifacts ? withArtifacts(tools, job, compiled.plan.pipeline, place.store) : runWithAct(tools, job),
        );
        onRun?.(run);
        return {
          run: id,
          status: run.status,
          shown: (observed) => shownBy(run, workflow, observed, compiled),
          explain: async () => run.log.slice(-6000),
        };
      },
      close: async () => {},
    };
  },
});

export const githubEngine = githubWith({});

const words: Readonly<Record<string, string>> = { success: "done", failure: "failed", skipped: "skipped" };

/** What a reader of GitHub's pages sees, of every node that is a step of its own with an instance per item. */
function shownBy(
  run: ActRun,
  workflow: Workflow,
  observed: Observed,
  { plan }: CompiledPipeline,
): Readonly<Record<string, string>> {
  const { tasks, fanOuts } = plan.wiring;
  const shown: [string, string][] = [];
  for (const task of tasks) {
    if (task.kind !== "node" || task.whenEnded) continue;
    const found = Object.entries(workflow.jobs).flatMap(([job, { steps }]) =>
      steps.flatMap((step) => ("run" in step && step.env?.[environment.task] === task.id ? [{ job, id: step.id }] : [])),
    );
    const [place] = found;
    if (place === undefined || found.length !== 1) throw new Error(`${task.id} is run by ${found.length} steps.`);
    const instances = Object.keys(observed.instances).filter((one) => one.replace(/\[.*/, "") === task.node);
    const fanOut = fanOuts.find(({ id }) => id === task.fanOut);
    if (fanOut && instancesOf(instances.length, fanOut).size > 1) continue;
    for (const instance of instances) {
      const [, item] = /\[(\d+)\]$/.exec(instance) ?? [];
      const step = run.steps.find((one) => one.job === place.job && one.item === item && one.id === place.id);
      const word = words[step?.outcome ?? "skipped"] ?? "missing";
      // GitHub calls skipped what was not run, too; and shows as failed the step whose process has found that it is not.
      const unrun = word !== "done" && observed.instances[instance]?.state === "not-run";
      shown.push([instance, unrun ? "not-run" : word]);
    }
  }
  return Object.fromEntries(shown);
}

/** What the run has left is in the store afterwards, as somebody who reads it at home has it. */
async function withArtifacts(tools: GithubTools, job: ActJob, pipeline: string, store: string): Promise<ActRun> {
  const kept = await mkdtemp(join(tmpdir(), "zenc-artifacts-"));
  try {
    await mkdir(join(kept, "artifacts"));
    const run = await runWithAct(tools, { ...job, kept, folders: { [codeFolder(pipeline)]: store } });
    for (const name of await readdir(join(kept, "artifacts")))
      await cp(join(kept, "artifacts", name), store, { recursive: true });
    return run;
  } finally {
    await rm(kept, { recursive: true, force: true });
  }
}
