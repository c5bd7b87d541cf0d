// Codes of the phase "target": what an engine cannot do.
import { code } from "../diagnostic.js";

export const targetCodes = {
  "schedule-parameter-required": code<{ parameter: string; engine: string }>({
    severity: "error",
    message: ({ parameter, engine }) =>
      `The parameter "${parameter}" needs a default: ${engine} starts a scheduled run without asking.`,
    help: ({ parameter }) => `Give it one, as in \`{ ${parameter} = … }\`, or remove the schedule.`,
  }),
  "concurrency-replace": code<{ engine: string }>({
    severity: "warning",
    message: ({ engine }) => `${engine} cannot replace a run that is under way: a new run waits until it has ended.`,
    help: () => `Write \`concurrency: "forbid"\`, which says so.`,
  }),
  "store-relative": code<{ store: string; engine: string }>({
    severity: "warning",
    message: ({ store, engine }) =>
      `The store "${store}" needs an absolute path or a URL to be found by the workers of ${engine}: the emitted file takes it from the environment variable "ZENC_STORE".`,
    help: () => "Name the store as `/shared/zenc` or `s3://bucket/prefix` in the stack, or set ZENC_STORE on the workers.",
  }),
  "store-not-shared": code<{ store: string }>({
    severity: "error",
    message: ({ store }) => `The store "${store}" needs to be one that all pods reach, and a folder is in one pod only.`,
    help: () => "Name the store as `s3://bucket/prefix` in the stack.",
  }),
  "publications-long": code<{ what: string; bytes: number; limit: number }>({
    severity: "error",
    message: ({ what, bytes, limit }) =>
      `${what} needs to tell fewer conditions and counts: in a pod it has ${limit} bytes for them, and would take ${bytes}.`,
    label: "tells too much",
    help: () => "Let a step that returns less stand between it and some of the conditions.",
  }),
  "image-missing": code<{ what: string; stack: string }>({
    severity: "error",
    message: ({ what, stack }) => `${what} needs a container image, and neither it nor stack "${stack}" names one.`,
    label: "no image",
    help: () => "Say `image` in the stack; `zenc image` writes a Dockerfile for it.",
  }),
  "secret-not-placed": code<{ step: string; secret: string; stack: string }>({
    severity: "error",
    message: ({ step, secret, stack }) =>
      `Step "${step}" needs the secret "${secret}", and stack "${stack}" does not say where Kubernetes has it.`,
    label: "a secret from nowhere",
    help: ({ secret }) =>
      `Say \`kubernetes: { secrets: { ${secret}: { secret: NAME, key: KEY } } }\` in the stack, or \`secret: NAME\` for all.`,
  }),
  "pools-alike": code<{ one: string; other: string; stack: string }>({
    severity: "warning",
    message: ({ one, other, stack }) =>
      `The pools "${one}" and "${other}" of stack "${stack}" need something to be told apart by: their pods go to the same machines.`,
    help: () => "Say `accelerator`, `nodeGroup`, `instanceType` or `nodeSelector` under `kubernetes` of each pool.",
  }),
  "tag-long": code<{ tag: string; limit: number; engine: string }>({
    severity: "error",
    message: ({ tag, limit, engine }) => `The tag "${tag}" needs to be at most ${limit} characters long on ${engine}.`,
    help: () => "Shorten it, or say it in the description.",
  }),
  "parameter-name": code<{ parameter: string; engine: string }>({
    severity: "error",
    message: ({ parameter, engine }) =>
      `The parameter "${parameter}" needs a name of letters, digits, "_" and "-" alone to be one of ${engine}'s.`,
    help: () => "Name it so in the pipeline's parameters.",
  }),
  "backoff-fraction": code<{ step: string; backoff: number; taken: number; engine: string }>({
    severity: "warning",
    message: ({ step, backoff, taken, engine }) =>
      `The step "${step}" waits ${taken} times as long after each attempt, not ${backoff} times: ${engine} knows whole factors only.`,
    help: ({ taken }) => `Write \`backoff: ${taken}\`, which says so.`,
  }),
  "stack-text-evaluated": code<{ text: string; engine: string }>({
    severity: "error",
    message: ({ text, engine }) => `The stack needs to say "${text}" without "{{", which ${engine} would evaluate.`,
    help: () => "Leave it out, or write it in another way.",
  }),
  "workflow-too-large": code<{ bytes: number; limit: number; tasks: number; engine: string }>({
    severity: "error",
    message: ({ bytes, limit, tasks, engine }) =>
      `The pipeline needs to fit what ${engine} takes for a workflow: it has ${tasks} tasks, which are ${bytes} bytes of at most ${limit}.`,
    help: () => "Call steps in a fan-out or a loop instead of one by one, or make two pipelines of it.",
  }),
  "store-in-variable": code<{ store: string }>({
    severity: "warning",
    message: ({ store }) =>
      `The store "${store}" needs to be a URL or an absolute path to be found by the runners: the workflow takes it from the repository's variable "ZENC_STORE".`,
    help: () => "Name the store as `s3://bucket/prefix` in the stack, or set the variable.",
  }),
  "store-repository": code<{ store: string }>({
    severity: "error",
    message: ({ store }) => `The store "${store}" needs to name a repository of GitHub.`,
    help: () => "Write `github://OWNER/REPOSITORY`.",
  }),
  "store-artifacts": code<{ days: number }>({
    severity: "warning",
    message: ({ days }) =>
      `The store is the artifacts of each run: GitHub keeps them for ${days} days, no run reuses what another one has computed, and who may read the repository may read them.`,
    help: () => "For more than a first try, name a store as `s3://bucket/prefix`.",
  }),
  "store-elsewhere": code<{ store: string; target: string; owner: string }>({
    severity: "error",
    message: ({ store, target, owner }) =>
      `The store "${store}" needs the target "${owner}": the runs of "${target}" cannot reach it.`,
    help: () => "Name a folder, or `s3://bucket/prefix`.",
  }),
  "schedule-too-often": code<{ minutes: number; engine: string }>({
    severity: "error",
    message: ({ minutes, engine }) =>
      `The schedule needs ${minutes} minutes between two runs at least: ${engine} takes no shorter time.`,
    help: ({ minutes }) => `Write \`*/${minutes}\` for the minutes, or fewer.`,
  }),
  "pipeline-timeout": code<{ engine: string }>({
    severity: "warning",
    message: ({ engine }) => `${engine} has no timeout of a whole run: each job is given the pipeline's.`,
    help: () => "Say `timeout` of the steps that may hang.",
  }),
  "parameters-in-one": code<{ reason: string; engine: string }>({
    severity: "warning",
    message: ({ reason, engine }) => `The parameters are one input of JSON on ${engine}: ${reason}.`,
    help: () => "Put some of them together in an object, or name them otherwise.",
  }),
  "runner-missing": code<{ step: string; pool: string; stack: string }>({
    severity: "error",
    message: ({ step, pool, stack }) =>
      `Step "${step}" is on the pool "${pool}" of stack "${stack}", which needs to say what its runners are called.`,
    label: "no runner",
    help: () => "Say `github: { runner: LABEL }` of the pool, with the name that your organisation gave it.",
  }),
  "image-not-used": code<{ step: string; image: string; engine: string }>({
    severity: "error",
    message: ({ step, image, engine }) =>
      `Step "${step}" needs to run without the image "${image}": zenc starts steps on ${engine} on the runner itself.`,
    label: "no image here",
    help: () => "Leave `image` out of the step and of this stack, and install what the step needs on the runner.",
  }),
} as const;
