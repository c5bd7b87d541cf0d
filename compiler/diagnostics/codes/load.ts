// Codes of the phase "load". TypeScript's own errors are `typescript-<number>` and need no row.
import { code } from "../diagnostic.js";

export const loadCodes = {
  "file-missing": code<{ file: string }>({
    severity: "error",
    message: ({ file }) => `The pipeline file "${file}" does not exist.`,
    help: () => "Give the path of a TypeScript file, relative to the working directory.",
  }),
  "file-not-typescript": code<{ file: string }>({
    severity: "error",
    message: ({ file }) => `A pipeline file is TypeScript, and "${file}" is not.`,
    help: () => "Give a file that ends in .ts, .mts, .cts or .tsx.",
  }),
  "source-too-deep": code({
    severity: "error",
    message: () => "This file nests too deeply to be compiled.",
    label: "too deep",
    help: () => "Give inner parts names of their own: as constants, as functions, or as steps.",
  }),
  "tsconfig-differs": code<{ count: number }>({
    severity: "error",
    message: ({ count }) => `The files belong to ${count} different tsconfig.json files, and one compilation has one.`,
    help: () => "Compile the files of each tsconfig.json by themselves.",
  }),
  "tsconfig-null-checks": code<{ file: string }>({
    severity: "error",
    message: ({ file }) => `zenc needs "strictNullChecks", which "${file}" turns off: types decide how values are stored.`,
    help: () => 'Set "strict": true in the compilerOptions.',
  }),
} as const;
