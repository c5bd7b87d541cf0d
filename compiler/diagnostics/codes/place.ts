// Codes of the phase "place".
import { code } from "../diagnostic.js";

type Pools = readonly { readonly name: string; readonly lacks: string }[];
const poolsText = (pools: Pools) => pools.map(({ name, lacks }) => `Pool "${name}" ${lacks}.`).join(" ");

export const placeCodes = {
  "accelerator-missing": code<{ step: string; stack: string; pools: Pools }>({
    severity: "error",
    message: ({ step, stack }) => `Step "${step}" needs an accelerator that no pool of stack "${stack}" has.`,
    label: "no pool fits",
    help: ({ pools }) =>
      pools.length === 0
        ? "List what the cluster has under `accelerators` of the stack, or say `optional: true` in `gpu`."
        : `${poolsText(pools)} Ask for less, or say \`optional: true\` in \`gpu\`.`,
  }),
  "machine-missing": code<{ step: string; stack: string; pools: Pools }>({
    severity: "error",
    message: ({ step, stack }) => `Step "${step}" needs a larger machine than stack "${stack}" has.`,
    label: "no machine fits",
    help: ({ pools }) => `${poolsText(pools)} Ask for less, or list larger ones under \`machines\`.`,
  }),
} as const;
