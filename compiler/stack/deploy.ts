// The key `deploy` of a stack: where an engine finds what zenc makes for it, and how the engine is reached.

export const deploySchema = {
  type: "object",
  description: "Where zenc deploy brings what it compiles, and how zenc trigger reaches the engine.",
  additionalProperties: false,
  properties: {
    project: {
      type: "string",
      pattern: "^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$",
      description:
        "Whose the deployed things are: what another project has deployed is left alone. Default: the name in package.json.",
    },
    to: {
      type: ["string", "object"],
      minLength: 1,
      required: ["git"],
      additionalProperties: false,
      properties: {
        git: { type: "string", pattern: "^[^-]", description: "URL or folder of a Git repository." },
        branch: {
          type: "string",
          pattern: "^(?!.*(\\.\\.|//|@\\{|\\.lock$|/$|\\.$))[A-Za-z0-9_][A-Za-z0-9_./+@=-]*$",
          default: "main",
          description: "Branch that gets the commit; made where it is not there.",
        },
        path: {
          type: "string",
          pattern: "^(?!/)(?!.*(^|/)\\.\\.?(/|$)).+$",
          description: "Folder in the repository. Default: its root.",
        },
      },
      description:
        "For engines that read files: a folder, relative to zenc.yaml, s3://bucket/prefix, or a branch of a Git repository. For GitHub Actions a checkout or such a branch; default: the checkout that the project lies in.",
    },
    repository: {
      type: "string",
      pattern: "^[A-Za-z0-9_][A-Za-z0-9_-]*/[A-Za-z0-9_.-]+$",
      description: "For GitHub Actions: owner and name of the repository. Default: as its Git remote says.",
    },
    api: {
      type: "string",
      pattern: "^https?://[^/@]+(/.*)?$",
      description: "URL of the engine's API, for zenc trigger. Credentials come from the environment.",
    },
    kubeconfig: {
      type: "string",
      minLength: 1,
      description: "For engines on Kubernetes: the file. Default: as kubectl finds it, or the pod's own.",
    },
    context: { type: "string", minLength: 1, description: "For engines on Kubernetes: the context. Default: the current one." },
  },
} as const;
