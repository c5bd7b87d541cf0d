// The JSON Schema of zenc.yaml, put together from what the targets say about their own sections.

import { costlySchema } from "./costly.js";

/** What `stack` needs to know of a target. */
export type TargetSchemas = Readonly<Record<string, { readonly optionsSchema: object }>>;

/** Keys of a stack that belong to zenc, not to a target. */
export const stackKeys = ["target", "store", "image", "accelerators", "costly"] as const;

/** Draft 2020-12. `schema/zenc.schema.json` is its text, for editors. */
export function stackFileSchema(targets: TargetSchemas) {
  const sections = Object.entries(targets).map(([name, { optionsSchema }]) => [name, optionsSchema] as const);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "zenc.yaml",
    description: "Stacks: where pipelines run and where their artifacts are kept.",
    type: "object",
    required: ["stacks"],
    additionalProperties: false,
    properties: {
      stacks: {
        type: "object",
        description: "Stacks by name; `--stack` chooses one.",
        minProperties: 1,
        propertyNames: { pattern: "^[A-Za-z][A-Za-z0-9_-]{0,62}$" },
        additionalProperties: stackSchema(Object.keys(targets), Object.fromEntries(sections)),
      },
    },
  };
}

function stackSchema(targets: readonly string[], sections: Readonly<Record<string, object>>) {
  return {
    type: "object",
    required: ["target"],
    additionalProperties: false,
    properties: {
      target: { enum: targets, description: "The engine." },
      store: {
        type: "string",
        minLength: 1,
        default: defaultStore,
        description: "Where artifacts are kept: a folder, relative to the working directory, or s3://bucket/prefix.",
      },
      image: { type: "string", minLength: 1, description: "Container image of steps that name none." },
      accelerators: { type: "array", description: "Machines with accelerators.", items: acceleratorSchema },
      costly: costlySchema,
      ...sections,
    },
  };
}

/** Where artifacts are kept if nothing is said. */
export const defaultStore = ".zenc";

const acceleratorSchema = {
  type: "object",
  required: ["name", "gpus", "memory"],
  additionalProperties: false,
  properties: {
    name: { type: "string", pattern: "^[A-Za-z][A-Za-z0-9_.-]{0,62}$", description: "The pool's name." },
    gpus: { type: "integer", minimum: 1, description: "Accelerators of one machine." },
    memory: {
      type: ["string", "integer"],
      pattern: "^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$",
      minimum: 1,
      description: "Memory of one accelerator, as 16Gi; a bare number is bytes.",
    },
    cost: { type: "number", minimum: 0, description: "Per hour, in any one currency." },
  },
} as const;
