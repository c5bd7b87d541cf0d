// Codes of the phase "bundle".
import { code } from "../diagnostic.js";

export const bundleCodes = {
  "import-unresolved": code<{ specifier: string }>({
    severity: "error",
    message: ({ specifier }) => `The code of a step needs "${specifier}", which cannot be found.`,
    label: "is not there when a step runs",
    help: ({ specifier }) => `Install it, or, if only its types are used, write \`import type … from "${specifier}"\`.`,
  }),
  "module-not-bundled": code<{ reason: string }>({
    severity: "error",
    message: ({ reason }) => `This module cannot be bundled: ${reason.replace(/\.$/, "")}.`,
    label: "esbuild stopped here",
  }),
  "module-place": code<{ text: string }>({
    severity: "error",
    message: ({ text }) => `A step runs as one bundled module elsewhere, so \`${text}\` is not the place of this file.`,
    label: "has another value in a step",
    help: () => "Import the data as JSON, or take the file's path as a parameter.",
  }),
} as const;
