// The key `github` of a stack and of its pools: what its values mean, and their schemas.
import type { RunsOn } from "./document.js";
import { limits } from "./limits.js";

/** What a stack may say about GitHub Actions. */
export interface GithubOptions {
  /** Of the steps that are on no pool, and of gates. */
  readonly runner: RunsOn;
  /** Of all jobs. */
  readonly environment?: string;
  /** Where the variables come from that steps name in `secrets`: names of GitHub's secrets. Default: those of the same name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Variables of every step process. */
  readonly env: Readonly<Record<string, { readonly secret: string } | { readonly variable: string } | string>>;
  /** The cloud role that the step processes take to reach the store. */
  readonly role?: string;
  readonly runtime: "repository" | "path";
  /** Of `zenc-step.mjs` in the repository. */
  readonly runtimeFile: string;
  /** Of Node. */
  readonly node: number;
  /** A command that brings packages which could not be bundled. Where it is not said, `npm ci` for steps that need some, and nothing with the runtime "path". */
  readonly install?: string;
  /** Instances of one fan-out. */
  readonly maxInstances: number;
  /** Of a job whose steps have no timeout. */
  readonly timeoutMinutes: number;
  /** How long GitHub keeps the artifacts of a store `github://…`. */
  readonly retentionDays: number;
}

/** What a pool may say: the runners that its machines are. */
export interface PoolOptions {
  readonly runner?: RunsOn;
}

const word = "[A-Za-z0-9][A-Za-z0-9 ._@:/-]{0,126}";
const label = { type: "string", pattern: `^${word}$` } as const;
const runner = {
  description: "The runner: a label, several labels that it has all of, or a group.",
  oneOf: [
    label,
    { type: "array", minItems: 1, items: label },
    {
      type: "object",
      required: ["group"],
      additionalProperties: false,
      properties: { group: label, labels: { oneOf: [label, { type: "array", minItems: 1, items: label }] } },
    },
  ],
} as const;
const githubName = { type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]*$", maxLength: 250 } as const;
const noExpression = { type: "string", not: { pattern: "\\$\\{\\{" } } as const;

/** JSON Schema of the section. */
export const githubOptionsSchema = {
  type: "object",
  additionalProperties: false,
  properties: {
    runner: { ...runner, default: "ubuntu-24.04" },
    environment: { type: "string", pattern: `^${word}$`, description: "GitHub's environment of all jobs." },
    secrets: {
      type: "object",
      description: "Which of GitHub's secrets a step's `secrets` are. Default: those of the same name.",
      propertyNames: githubName,
      additionalProperties: githubName,
    },
    env: {
      type: "object",
      description: "Variables of every step process: texts, or names of GitHub's secrets and variables.",
      propertyNames: { ...githubName, not: { pattern: "^(GITHUB_|ACTIONS_|RUNNER_|ZENC_)" } },
      additionalProperties: {
        oneOf: [
          noExpression,
          { type: "object", required: ["secret"], additionalProperties: false, properties: { secret: githubName } },
          { type: "object", required: ["variable"], additionalProperties: false, properties: { variable: githubName } },
        ],
      },
    },
    role: {
      type: "string",
      pattern: "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$",
      description: "Role of AWS that the jobs take by OpenID Connect to reach the store.",
    },
    runtime: {
      enum: ["repository", "path"],
      default: "repository",
      description: "Where the runners find zenc-step: in the repository, or on their PATH.",
    },
    runtimeFile: {
      type: "string",
      pattern: "^[A-Za-z0-9_.][A-Za-z0-9_./-]*\\.mjs$",
      default: "zenc-step.mjs",
      description: "zenc-step.mjs in the repository, where `zenc compile --runtime` has put it.",
    },
    node: { type: "integer", minimum: 20, default: 24, description: "Version of Node that the jobs install." },
    install: {
      type: "string",
      pattern: "^[A-Za-z0-9][A-Za-z0-9 ._@=:/-]*$",
      description:
        "Command that brings the packages of steps which need some that cannot be bundled, and what tfjs computes with. Default: npm ci for the former.",
    },
    maxInstances: {
      type: "integer",
      minimum: 1,
      maximum: limits.legs,
      default: limits.legs,
      description: "Instances of one fan-out; more items are cut into chunks. GitHub takes 256.",
    },
    timeoutMinutes: {
      type: "integer",
      minimum: 1,
      maximum: limits.jobMinutes,
      default: 360,
      description: "Of a job whose steps have no timeout. Runners of GitHub's own end a job after 360 minutes.",
    },
    retentionDays: {
      type: "integer",
      minimum: 1,
      maximum: 400,
      default: 5,
      description:
        "Days for which GitHub keeps what runs leave in a store github://OWNER/REPOSITORY. A repository may allow fewer.",
    },
  },
} as const;

/** JSON Schema of the section of a pool. */
export const poolOptionsSchema = {
  type: "object",
  additionalProperties: false,
  description: "The runners of GitHub Actions that are the pool's machines.",
  properties: { runner },
} as const;

/** The options of a stack, which the schema has accepted, with defaults. */
export function githubOptions(options: Readonly<Record<string, unknown>>): GithubOptions {
  return {
    runner: "ubuntu-24.04",
    secrets: {},
    env: {},
    runtime: "repository",
    runtimeFile: "zenc-step.mjs",
    node: 24,
    maxInstances: limits.legs,
    timeoutMinutes: 360,
    retentionDays: 5,
    ...(options as Partial<GithubOptions>),
  };
}
