// The local target: it runs plans itself, so it emits nothing and has no limits.
import type { Target } from "../target.js";

/** The engine in the box. Stacks with `target: local` are for `zenc run`. */
export const localTarget: Target = {
  name: "local",
  optionsSchema: {
    type: "object",
    properties: {
      maxParallel: { type: "integer", minimum: 1, description: "Steps that run at once. Default: the number of cores." },
      accelerators: {
        enum: ["required", "optional"],
        default: "required",
        description: "optional: steps that ask for an accelerator run without one where the machine has none.",
      },
    },
    additionalProperties: false,
  },
  limits: () => ({ maxInstances: Number.MAX_SAFE_INTEGER, fanOutDepth: Number.MAX_SAFE_INTEGER }),
  check: () => [],
  emit: () => [],
};
