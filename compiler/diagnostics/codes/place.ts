// Codes of the phase "place".
import { code } from "../diagnostic.js";

type Pools = readonly { readonly name: string; readonly lacks: string }[];
const poolsText = (pools: Pools) => pools.map(({ name, lacks }) => `Pool "${name}" ${lacks}.`).join(" ");
const stepsText = (steps: Pools) =>
  `${steps.length === 1 ? "step" : "steps"} ${steps.map(({ name }) => `"${name}"`).join(", ")} ${steps.length === 1 ? "asks" : "ask"}`;

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
  "steps-apart": code<{ lead: string; pool: string; lacking: Pools }>({
    severity: "error",
    message: ({ lead, pool, lacking }) =>
      `All steps here run in one process, on pool "${pool}" for step "${lead}", which lacks what ${stepsText(lacking)} for.`,
    label: "its steps run in one process",
    help: ({ lead, pool, lacking }) =>
      `${lacking.map(({ name, lacks }) => `For step "${name}" pool "${pool}" ${lacks}.`).join(" ")} Let "${lead}" ask for as much, or call one of them elsewhere.`,
  }),
  "images-apart": code<{ images: readonly { readonly step: string; readonly image: string }[] }>({
    severity: "error",
    message: ({ images }) =>
      `All steps here run in one process, but have images of their own: ${images.map(({ step, image }) => `"${step}" ${image}`).join(", ")}.`,
    label: "its steps run in one process",
    help: () => "Give them one image that holds what both need, or call one of them elsewhere.",
  }),
} as const;
