// Plan → workflow. Total and pure: what GitHub cannot say was reported by `check` before.
import { environment, type StepPlan, type Task } from "../../runtime/contract/index.js";
import type { EmitRequest } from "../target.js";
import { actions } from "./actions.js";
import { codeFolder, fetchFormer, keepAdded, repositoryIn, storeInJob } from "./artifacts.js";
import { expression, matrixItem, stepOutcome, stepOutput } from "./condition.js";
import type { Job, JobStep, RunStep, Variables, Workflow } from "./document.js";
import { inputsText, planInputs } from "./inputs.js";
import { type JobLayout, layOut, onlyStep } from "./layout.js";
import { type GithubOptions, githubOptions } from "./options.js";
import { installFor } from "./packages.js";
import { outputs, type Ready, readyJobs } from "./ready.js";
import { type Runners, runnersOf } from "./runner.js";
import { defaultMinutes, jobMinutes } from "./timeout.js";

/** The whole file. */
export function planWorkflow(request: EmitRequest): Workflow {
  const { plan } = request;
  const { schedule, pipeline } = plan;
  const options = githubOptions(request.stack.options);
  const inputs = planInputs(plan.parameters);
  const timezone = schedule === undefined || schedule.timezone === "UTC" ? {} : { timezone: schedule.timezone };
  // Without a group of its own, a run would share GitHub's own default with nobody.
  const run = plan.concurrency === "allow" ? `-${expression("github.run_id")}` : "";
  return {
    name: pipeline,
    on: {
      workflow_dispatch: Object.keys(inputs.inputs).length === 0 ? {} : { inputs: inputs.inputs },
      ...(schedule === undefined ? {} : { schedule: [{ cron: schedule.cron, ...timezone }] }),
    },
    permissions: {},
    concurrency: { group: `zenc-${pipeline}${run}`, "cancel-in-progress": plan.concurrency === "replace" },
    defaults: { run: { shell: "bash" } },
    env: {
      [environment.plan]: request.digest,
      [environment.run]: expression("github.run_id"),
      [environment.store]: storeOf(request) ?? expression("vars.ZENC_STORE"),
      [environment.engine]: "github",
      [environment.retries]: "here",
      [environment.skippedExit]: "0",
      ...(options.role === undefined ? {} : { [environment.role]: options.role }),
      ...variablesIn(options, false),
    },
    jobs: Object.fromEntries(planJobs(request, options)),
  };
}

/** The store as a file names it: a URL or an absolute folder. Null: the repository's variable `ZENC_STORE` says it. */
export function storeOf({ plan, stack: { store } }: EmitRequest): string | null {
  if (repositoryIn(store)) return storeInJob(plan.pipeline);
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(store) || store.startsWith("/") ? store : null;
}

type Named = readonly [name: string, job: Job];

function planJobs(request: EmitRequest, options: GithubOptions): readonly Named[] {
  const runners = runnersOf(request);
  const layout = layOut(request.plan.wiring, (task) => JSON.stringify(runners.runnerOf(task)));
  const inputs = planInputs(request.plan.parameters);
  const name = inputs.whole ? environment.parameters : environment.inputs;
  const parameters = Object.keys(inputs.inputs).length === 0 ? {} : { [name]: inputsText(inputs) };
  const artifactsOf = repositoryIn(request.stack.store) === null ? null : request.plan.pipeline;
  const context: Context = { request, options, runners, parameters, artifactsOf };
  return readyJobs(layout).flatMap((ready) => [
    ...(ready.select === undefined ? [] : [planSelect(context, ready.job, ready.select)]),
    planJob(context, ready),
  ]);
}

interface Context {
  /** What a user wrote when she started the run: a step's own, for what is evaluated once is no expression any more. */
  readonly parameters: Variables;
  readonly request: EmitRequest;
  readonly options: GithubOptions;
  readonly runners: Runners;
  /** The pipeline, where its store is the artifacts of its runs. */
  readonly artifactsOf: string | null;
}

function planJob(context: Context, ready: Ready): Named {
  const { request, options, runners } = context;
  const { job, needs, condition, items, conditions } = ready;
  const [first] = job.tasks as readonly [Task];
  const minutes = jobMinutes(job, request.plan, options, (task) => runners.stepsOf(task));
  const told = outputsOf(job);
  const install = installFor(
    job.tasks.flatMap((task) => runners.stepsOf(task)),
    request.plan,
    options,
  );
  const isCaught = job.tasks.some(
    ({ caughtBy }) => caughtBy !== undefined && !job.steps.has(caughtBy) && isOutside(job, caughtBy, request),
  );
  return [
    job.name,
    {
      name: items === undefined || job.fanOut === undefined ? job.name : `${job.name} ${expression(matrixItem)}`,
      ...(needs.length === 0 ? {} : { needs }),
      ...(condition === undefined ? {} : { if: condition }),
      "runs-on": runners.runnerOf(first),
      ...environmentOf(options),
      ...(minutes === defaultMinutes ? {} : { "timeout-minutes": minutes }),
      ...(isCaught ? { "continue-on-error": true as const } : {}),
      permissions: permissionsOf(context, install !== undefined),
      ...(Object.keys(told).length === 0 ? {} : { outputs: told }),
      ...(job.fanOut === undefined || items === undefined
        ? {}
        : {
            strategy: {
              "fail-fast": false as const,
              ...(request.plan.maxParallel === undefined ? {} : { "max-parallel": request.plan.maxParallel }),
              matrix: { item: items },
            },
            env: { [environment.index]: expression(matrixItem) },
          }),
      steps: withSetUp(
        context,
        { name: job.name, isMatrix: items !== undefined && job.fanOut !== undefined, install },
        job.tasks.map((task) => planStep(context, job, task, conditions.get(task.id))),
      ),
    },
  ];
}

/** Whether a `try` outside of the job's fan-out judges it. */
const isOutside = ({ fanOut }: JobLayout, gate: Task["id"], { plan }: EmitRequest): boolean =>
  plan.wiring.tasks.find(({ id }) => id === gate)?.fanOut !== fanOut?.id || fanOut === undefined;

/** It asks which instances of another job are to be started. */
function planSelect(context: Context, job: JobLayout, { name, needs, condition }: NonNullable<Ready["select"]>): Named {
  const { options, request, parameters } = context;
  const install = installFor([], request.plan, options);
  const step: RunStep = {
    id: onlyStep,
    env: { [environment.select]: job.tasks.map(({ id }) => id).join(" "), ...parameters, ...variablesIn(options, true) },
    run: command(options),
  };
  return [
    name,
    {
      name,
      needs,
      if: condition,
      "runs-on": githubOptions(request.stack.options).runner,
      ...environmentOf(options),
      permissions: permissionsOf(context, install !== undefined),
      outputs: { [outputs.items]: expression(stepOutput(onlyStep, outputs.items)) },
      steps: withSetUp(context, { name, isMatrix: false, install }, [step]),
    },
  ];
}

function planStep({ options, runners, parameters }: Context, job: JobLayout, task: Task, condition: string | undefined): RunStep {
  const steps = runners.stepsOf(task);
  const id = job.steps.get(task.id) as string;
  return {
    id,
    ...(condition === undefined ? {} : { if: condition }),
    ...(task.caughtBy === undefined ? {} : { "continue-on-error": true as const }),
    env: { [environment.task]: task.id, ...parameters, ...variablesIn(options, true), ...secretsOf(steps, options) },
    run: command(options),
  };
}

/** A matrix has none: its last leg would tell for all. */
function outputsOf({ tasks, fanOut }: JobLayout): Variables {
  const [task] = tasks;
  if (fanOut !== undefined || task === undefined) return {};
  const tells = (kind: Task["publishes"][number]["kind"]) => task.publishes.some((one) => one.kind === kind);
  const lists = task.publishes.flatMap((one) => (one.kind === "known" && one.each !== undefined ? [one.atom] : []));
  const words = task.publishes.some((one) => one.kind === "boolean" || (one.kind === "known" && one.each === undefined));
  const names = [...(words ? [outputs.holds] : []), ...(tells("count") ? [outputs.items] : []), ...lists];
  return {
    ...(task.caughtBy === undefined ? {} : { [outputs.ok]: expression(stepOutcome(onlyStep)) }),
    ...Object.fromEntries(names.map((name) => [name, expression(stepOutput(onlyStep, name))])),
  };
}

interface SetUp {
  /** Of the job. */
  readonly name: string;
  readonly isMatrix: boolean;
  /** A command that brings packages. */
  readonly install: string | undefined;
}

/** What the steps of a job need before them, and leave behind them. */
function withSetUp(
  { options, artifactsOf }: Context,
  { name, isMatrix, install }: SetUp,
  steps: readonly JobStep[],
): readonly JobStep[] {
  const { runtime, runtimeFile, node, retentionDays } = options;
  const files = [...(runtime === "path" ? [] : [runtimeFile]), ...(artifactsOf === null ? [] : [codeFolder(artifactsOf)])];
  const sparse = { "sparse-checkout": files.join("\n"), "sparse-checkout-cone-mode": false };
  const isBare = files.length === 0 && install === undefined;
  return [
    ...(isBare
      ? []
      : [{ uses: actions.checkout.uses, with: { "persist-credentials": false, ...(install === undefined ? sparse : {}) } }]),
    ...(runtime === "path"
      ? []
      : [{ uses: actions.setupNode.uses, with: { "node-version": node, "package-manager-cache": false } }]),
    ...(install === undefined ? [] : [{ id: "install", run: install }]),
    ...(artifactsOf === null ? [] : [fetchFormer(artifactsOf)]),
    ...steps,
    ...(artifactsOf === null ? [] : [keepAdded(artifactsOf, name, isMatrix, retentionDays)]),
  ];
}

const command = ({ runtime, runtimeFile }: GithubOptions): string => (runtime === "path" ? "zenc-step" : `node ${runtimeFile}`);

const environmentOf = ({ environment: name }: GithubOptions) => (name === undefined ? {} : { environment: name });

function permissionsOf({ options: { runtime, role }, artifactsOf }: Context, installs: boolean): Job["permissions"] {
  return {
    ...(runtime === "repository" || installs || artifactsOf !== null ? { contents: "read" as const } : {}),
    ...(role === undefined ? {} : { "id-token": "write" as const }),
  };
}

/** Those that hold secrets are given to the step processes alone. */
function variablesIn({ env }: GithubOptions, secret: boolean): Variables {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      if (typeof value === "string") return secret ? [] : [[name, value]];
      if ("secret" in value) return secret ? [[name, expression(`secrets.${value.secret}`)]] : [];
      return secret ? [] : [[name, expression(`vars.${value.variable}`)]];
    }),
  );
}

function secretsOf(steps: readonly StepPlan[], { secrets }: GithubOptions): Variables {
  const names = [...new Set(steps.flatMap((step) => step.secrets))];
  return Object.fromEntries(names.map((name) => [name, expression(`secrets.${secrets[name] ?? name}`)]));
}
