// The JSON Schema of zenc.yaml, put together from what the targets say about their own sections.

import { ciSchema } from "./ci.js";
import { costlySchema } from "./costly.js";
import { deploySchema } from "./deploy.js";

/** What `stack` needs to know of a target: the schemas of its own section, and of those that it shares with others. */
export type TargetSchemas = Readonly<
  Record<string, { readonly optionsSchema: object; readonly shared?: Readonly<Record<string, SharedSchemas>> }>
>;
/** Of a key in a stack, and in each of its pools. */
interface SharedSchemas {
  readonly stack: object;
  readonly pool: object;
}

/** The sections that targets share, by key. */
export function sharedSections(targets: TargetSchemas): Readonly<Record<string, SharedSchemas>> {
  return Object.assign({}, ...Object.values(targets).map(({ shared }) => shared));
}

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
        additionalProperties: stackSchema(Object.keys(targets), Object.fromEntries(sections), sharedSections(targets)),
      },
    },
  };
}

function stackSchema(
  targets: readonly string[],
  sections: Readonly<Record<string, object>>,
  shared: Readonly<Record<string, SharedSchemas>>,
) {
  const named = (part: keyof SharedSchemas) => Object.fromEntries(Object.entries(shared).map(([key, one]) => [key, one[part]]));
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
      accelerators: {
        type: "array",
        description: "Pools of machines with accelerators.",
        items: { ...acceleratorSchema, properties: { ...acceleratorSchema.properties, ...named("pool") } },
      },
      machines: {
        type: "array",
        description: "Pools of machines without accelerators. Without this key a step may run on any machine that has room.",
        items: { ...machineSchema, properties: { ...machineSchema.properties, ...named("pool") } },
      },
      ...named("stack"),
      costly: costlySchema,
      deploy: deploySchema,
      ci: ciSchema,
      ...sections,
    },
  };
}

/** Where artifacts are kept if nothing is said. */
export const defaultStore = ".zenc";

const poolName = { type: "string", pattern: "^[A-Za-z][A-Za-z0-9_.-]{0,62}$", description: "The pool's name." } as const;
const poolImage = { type: "string", minLength: 1, description: "Container image of the steps on it that name none." } as const;
const quantity = {
  type: ["string", "integer"],
  pattern: "^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$",
  minimum: 1,
} as const;
const size = {
  cpu: { type: "number", exclusiveMinimum: 0, description: "Cores of one machine that steps may have." },
  memory: { ...quantity, description: "Memory of one machine that steps may have, as 60Gi." },
  disk: { ...quantity, description: "Disk of one machine that steps may have." },
} as const;

const acceleratorSchema = {
  type: "object",
  required: ["name", "gpus", "memory"],
  additionalProperties: false,
  properties: {
    name: poolName,
    model: { type: "string", minLength: 1, description: "The model, as steps may ask for it. Default: the pool's name." },
    gpus: { type: "integer", minimum: 1, description: "Accelerators of one machine." },
    memory: { ...quantity, description: "Memory of one accelerator, as 16Gi; a bare number is bytes." },
    cost: { type: "number", minimum: 0, description: "Of one accelerator per hour, in any one currency." },
    image: poolImage,
    machine: {
      type: "object",
      additionalProperties: false,
      description: "What one machine has beside its accelerators.",
      properties: size,
    },
  },
} as const;

const machineSchema = {
  type: "object",
  required: ["name"],
  additionalProperties: false,
  properties: {
    name: poolName,
    ...size,
    cost: { type: "number", minimum: 0, description: "Of one machine per hour, in the currency of the accelerators." },
    image: poolImage,
  },
} as const;
