// Codes of the phase "wire".
import { code } from "../diagnostic.js";

export const wireCodes = {
  "fan-out-nested": code<{ depth: number }>({
    severity: "error",
    message: ({ depth }) =>
      depth === 1
        ? "This target cannot start a fan-out inside a fan-out yet."
        : `This target cannot nest fan-outs deeper than ${depth} yet.`,
    label: "a fan-out inside a fan-out",
    help: () => "Flatten the list before the fan-out, or move the inner work into one step.",
  }),
} as const;
