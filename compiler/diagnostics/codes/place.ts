// Codes of the phase "place".
import { code } from "../diagnostic.js";

export const placeCodes = {
  "accelerator-missing": code<{
    step: string;
    stack: string;
    pools: readonly { readonly name: string; readonly lacks: string }[];
  }>({
    severity: "error",
    message: ({ step, stack }) => `Step "${step}" needs an accelerator that no pool of stack "${stack}" has.`,
    label: "no pool fits",
    help: ({ pools }) =>
      `${pools.map(({ name, lacks }) => `Pool "${name}" ${lacks}.`).join(" ")} Ask for less, or say \`optional: true\` in \`gpu\`.`,
  }),
} as const;
