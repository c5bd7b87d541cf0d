// The templates that tasks run as: one for all tasks whose pods, retries and outputs are equal.
import {
  environment,
  exitCode,
  parameterTextsLength,
  publicationFiles,
  type RetryPolicy,
  type StepPlan,
  stepsOf,
  type Task,
} from "../../runtime/contract/index.js";
import { type Pod, podOf, stepFor } from "../pod/index.js";
import type { EmitRequest } from "../target.js";
import type { RetryStrategy, StepTemplate } from "./document.js";
import type { ArgoOptions } from "./options.js";
import { planStore } from "./store.js";
import { inputTag, outputs } from "./text.js";

/** Where a task leaves what it tells; within what every pod may write to. */
const publications = "/tmp/zenc/";
/** How often a task is started anew whose pod was lost: evicted, preempted, its node gone. */
const lostPods = 3;
/** Exit codes that are not the step process's own: of SIGKILL, as a container runtime counts it, and Argo's where there is none. */
const killed = 137;
const unseen = -1;
/** What one step's process may take beyond the step's own timeout, to fetch inputs and store outputs. */
const margin = 600;

export interface StepTemplates {
  readonly templates: readonly StepTemplate[];
  readonly nameOf: (task: Task) => string;
}

/** @param fresh a name that no other template has. */
export function planStepTemplates(request: EmitRequest, options: ArgoOptions, fresh: (name: string) => string): StepTemplates {
  const { plan } = request;
  const steps = stepsOf(plan);
  const known = new Map<string, StepTemplate>();
  const names = new Map<Task, string>();
  for (const task of plan.wiring.tasks) {
    const own = task.node === undefined ? [] : (steps.get(task.node) ?? []);
    const content = contentOf(task, own, request, options);
    const key = JSON.stringify(content);
    const found = known.get(key) ?? { name: fresh(wordFor(task, own)), ...content };
    known.set(key, found);
    names.set(task, found.name);
  }
  return { templates: [...known.values()], nameOf: (task) => names.get(task) as string };
}

/** The pool of the first step that has one; else what kind of task it is. */
function wordFor(task: Task, steps: readonly StepPlan[]): string {
  const pool = steps.find((step) => step.pool !== undefined)?.pool;
  const plain = pool?.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return plain ? `on-${plain}` : task.kind === "node" ? "step" : task.kind;
}

function contentOf(
  task: Task,
  steps: readonly StepPlan[],
  request: EmitRequest,
  options: ArgoOptions,
): Omit<StepTemplate, "name"> {
  const pod = podOf(task.kind === "gate" ? null : stepFor(steps), request);
  const [only] = task.kind === "node" ? steps : [];
  // The instances of a fan-out may be chunks of any number of items, a block has any number of rounds: only the step process can
  // limit the time of each.
  const timeout = task.fanOut === undefined ? only?.timeoutSeconds : undefined;
  const { image, imagePullPolicy, envFrom, volumes, volumeMounts, resources } = pod;
  const metadata = {
    ...(Object.keys(pod.labels).length === 0 ? {} : { labels: pod.labels }),
    ...(Object.keys(pod.annotations).length === 0 ? {} : { annotations: pod.annotations }),
  };
  const patch = patchOf(pod);
  const told = outputsOf(task);
  return {
    inputs: { parameters: [{ name: "task" }, { name: "index", value: "-1" }] },
    ...(told.length === 0 ? {} : { outputs: { parameters: told } }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    retryStrategy: retriesOf(only?.retries),
    ...(timeout === undefined ? {} : { activeDeadlineSeconds: Math.ceil(timeout) + margin }),
    ...(pod.nodeSelector ? { nodeSelector: pod.nodeSelector } : {}),
    ...(pod.tolerations ? { tolerations: pod.tolerations } : {}),
    ...(pod.affinity ? { affinity: pod.affinity } : {}),
    ...(pod.priorityClassName === undefined ? {} : { priorityClassName: pod.priorityClassName }),
    securityContext: pod.securityContext,
    ...(volumes.length === 0 ? {} : { volumes }),
    ...(patch === null ? {} : { podSpecPatch: patch }),
    container: {
      ...(image === undefined ? {} : { image }),
      ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
      command: options.command,
      env: [...variables(request), ...pod.env],
      ...(envFrom === undefined ? {} : { envFrom }),
      resources: { requests: resources.requests, ...(resources.limits === undefined ? {} : { limits: resources.limits }) },
      ...(volumeMounts.length === 0 ? {} : { volumeMounts }),
      securityContext: pod.containerSecurityContext,
    },
  };
}

function outputsOf({ publishes }: Task): NonNullable<StepTemplate["outputs"]>["parameters"] {
  const tells = (kind: (typeof publishes)[number]["kind"]) => publishes.some((publication) => publication.kind === kind);
  const told = [...(tells("boolean") || tells("known") ? [outputs.holds] : []), ...(tells("count") ? [outputs.items] : [])];
  return told.map(({ name, default: none }) => ({
    name,
    valueFrom: { path: `${publications}${publicationFiles[name]}`, default: none },
  }));
}

/** The parameters as base64, in two parts: see `environment.parameterTexts`. A part that begins beyond the end is empty. */
export const parameterTags = (parameters: string): readonly [string, string] => {
  const all = `sprig.b64enc(toJson(${parameters}))`;
  return [`=${all}[:${parameterTextsLength}]`, `=${all}[${parameterTextsLength}:${2 * parameterTextsLength}]`];
};

/** What the step process is told. Whatever a user wrote comes as base64, or not at all: Argo evaluates what it finds in texts. */
function variables({ plan, digest, stack }: EmitRequest): Pod["env"] {
  const store = planStore(stack.store);
  // Argo puts the parameters' own JSON beside them, as if it were one of the name "json".
  const own = Object.hasOwn((plan.parameters.schema.properties ?? {}) as object, "json");
  const [first, more] = parameterTags(own ? "workflow.parameters" : "sprig.omit(workflow.parameters, 'json')");
  return [
    { name: environment.plan, value: digest },
    { name: environment.task, value: inputTag("task") },
    { name: environment.index, value: inputTag("index") },
    { name: environment.run, value: "{{workflow.name}}" },
    ...(store === null ? [] : [{ name: environment.store, value: store }]),
    { name: environment.parameterTexts, value: `{{${first}}}` },
    { name: environment.moreParameterTexts, value: `{{${more}}}` },
    { name: environment.publish, value: publications },
    { name: environment.engine, value: "argo" },
    { name: environment.finalExit, value: String(exitCode.fatal) },
    { name: environment.skippedExit, value: String(exitCode.done) },
  ];
}

/**
 * A step process that has no attempt left says so by its exit code, so that lost pods do not use up a step's attempts. A lost pod is an error of
 * Argo's where it vanished, and failed where a kubelet evicted it: its process was stopped (143), or killed (137) for no fault of its own, or
 * nobody saw it end (-1).
 */
function retriesOf(policy: RetryPolicy | undefined): RetryStrategy {
  const { limit = 0, delaySeconds = 0, backoff = 1, maxDelaySeconds } = policy ?? {};
  const list = (codes: readonly number[]) => `[${codes.map((code) => `'${code}'`).join(", ")}]`;
  const { usage, notRun, fatal, store, terminated } = exitCode;
  const lost = `lastRetry.exitCode in ${list([store, terminated, unseen])} || lastRetry.exitCode == '${killed}' && !(lastRetry.message contains 'OOMKilled')`;
  const again = limit > 0 ? `!(lastRetry.exitCode in ${list([usage, notRun, fatal])})` : lost;
  const factor = wholeFactor(backoff);
  return {
    limit: String(limit + lostPods),
    retryPolicy: "Always",
    expression: `lastRetry.status == 'Error' || ${again}`,
    ...(limit === 0 || delaySeconds === 0
      ? {}
      : {
          backoff: {
            duration: durationText(delaySeconds),
            ...(factor <= 1 ? {} : { factor: String(factor) }),
            ...(maxDelaySeconds === undefined ? {} : { cap: durationText(maxDelaySeconds) }),
          },
        }),
  };
}

/** The factor between two waits that Argo takes for one. */
export const wholeFactor = (backoff: number): number => Math.max(1, Math.round(backoff));

const durationText = (seconds: number): string =>
  Number.isInteger(seconds) ? `${seconds}s` : `${Math.max(1, Math.round(seconds * 1000))}ms`;

/** What Argo's templates have no fields for. */
function patchOf({ runtimeClassName, resourceClaims, resources: { claims } }: Pod): string | null {
  if (runtimeClassName === undefined && resourceClaims === undefined) return null;
  return JSON.stringify({
    ...(runtimeClassName === undefined ? {} : { runtimeClassName }),
    ...(resourceClaims === undefined ? {} : { resourceClaims }),
    ...(claims === undefined ? {} : { containers: [{ name: "main", resources: { claims } }] }),
  });
}
