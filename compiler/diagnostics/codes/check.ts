// Codes of the phase "check".
import { code } from "../diagnostic.js";

export const checkCodes = {
  "pipeline-without-steps": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `Pipeline "${name}" needs at least one step to run.`,
    label: "no step is called",
    help: () => "Call a step, or make an ordinary function of it.",
  }),
  "batch-without-fan-out": code<{ step: string }>({
    severity: "warning",
    message: ({ step }) =>
      `The \`batch\` of step "${step}" has an effect only where the step is called for each item of a fan-out.`,
    label: "is called in no fan-out",
    help: () => "Remove `batch`.",
  }),
  "cache-of-effect": code<{ step: string; option: string }>({
    severity: "warning",
    message: ({ step, option }) => `Step "${step}" has an effect and always runs, so \`cache.${option}\` has no use.`,
    label: "is never reused",
    help: ({ option }) => `Remove \`cache.${option}\`.`,
  }),
} as const;
