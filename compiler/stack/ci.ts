// The key `ci` of a stack: what CI needs to bring pipelines to it.

const name = { type: "string", pattern: "^[A-Za-z_][A-Za-z0-9_]*$", maxLength: 250 } as const;
const label = { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9 ._@:/-]{0,126}$" } as const;
const labels = { oneOf: [label, { type: "array", minItems: 1, items: label }] } as const;
const runner = {
  oneOf: [
    ...labels.oneOf,
    { type: "object", required: ["group"], additionalProperties: false, properties: { group: label, labels } },
  ],
} as const;

export const ciSchema = {
  type: "object",
  description: "What zenc ci writes a workflow with: where it runs, and what it may use when it deploys.",
  additionalProperties: false,
  properties: {
    branch: {
      type: "string",
      pattern: "^(?!.*(\\.\\.|//|@\\{|\\.lock$|/$|\\.$))[A-Za-z0-9_][A-Za-z0-9_./+@=-]*$",
      default: "main",
      description: "Branch that is deployed when something is merged into it.",
    },
    runner: {
      ...runner,
      default: "ubuntu-24.04",
      description: "Runner that looks at pull requests: a label, several, or a group.",
    },
    deployRunner: { ...runner, description: "Runner that deploys. Default: the same." },
    environment: { ...label, description: "Environment of the deployment, which holds its secrets. Default: the stack's name." },
    node: { type: "integer", minimum: 20, default: 24, description: "Version of Node." },
    role: {
      type: "string",
      pattern: "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$",
      description: "Role of AWS that the deployment takes by OpenID Connect, for a store or a bucket in S3.",
    },
    gitToken: {
      ...name,
      description: "Secret with a token for the Git repository that `deploy` names. Default: the token of the workflow.",
    },
    env: {
      type: "object",
      description: "Variables of the deployment: texts, secrets and variables by name, or files that hold a secret.",
      propertyNames: { ...name, not: { pattern: "^(GITHUB_|ACTIONS_|RUNNER_)" } },
      additionalProperties: {
        oneOf: [
          { type: "string", not: { pattern: "\\$\\{\\{" } },
          {
            type: "object",
            required: ["secret"],
            additionalProperties: false,
            properties: { secret: name, file: { type: "boolean", description: "The variable is the path of a file with it." } },
          },
          { type: "object", required: ["variable"], additionalProperties: false, properties: { variable: name } },
        ],
      },
    },
    prune: {
      type: "boolean",
      default: false,
      description: "The deployment removes what this project has deployed and no pipeline makes any more.",
    },
  },
} as const;
