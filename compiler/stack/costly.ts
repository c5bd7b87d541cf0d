// The key `costly` of a stack: what a step asks for that gets no process where its result is known.
import { quantityBytes } from "../../runtime/contract/index.js";
import type { Stack } from "../ir/index.js";

export const costlySchema = {
  type: "object",
  description:
    "A step that asks for so much, or more, gets no process where its result is known. On an accelerator every cached step is like that.",
  minProperties: 1,
  additionalProperties: false,
  properties: {
    cpu: { type: "number", exclusiveMinimum: 0, description: "Cores that a step asks for." },
    memory: {
      type: ["string", "integer"],
      pattern: "^(?=.*[1-9])[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$",
      minimum: 1,
      description: "Memory that a step asks for, as 32Gi; a bare number is bytes.",
    },
  },
} as const;

export interface WrittenCostly {
  readonly cpu?: number;
  readonly memory?: string | number;
}

/** What the schema has accepted, in bytes. */
export function readCostly({ cpu, memory }: WrittenCostly): NonNullable<Stack["costly"]> {
  const memoryBytes = quantityBytes(memory);
  return { ...(cpu === undefined ? {} : { cpu }), ...(memoryBytes === undefined ? {} : { memoryBytes }) };
}
