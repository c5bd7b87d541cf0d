// Codes of the phase "stack": zenc.yaml, and what the command line says about the stack.
import { code } from "../diagnostic.js";
import { suggestionHelp } from "../suggest.js";

const list = (names: readonly string[]) => names.map((name) => `"${name}"`).join(", ");

export const stackCodes = {
  "stack-syntax": code<{ problem: string }>({
    severity: "error",
    message: ({ problem }) => `The stack file needs to be YAML: ${problem.replace(/\.$/, "")}.`,
    label: "not YAML",
  }),
  "stack-invalid": code<{ where: string; problem: string }>({
    severity: "error",
    message: ({ where, problem }) => `${where} ${problem}.`,
    label: "see above",
  }),
  "stack-key-unknown": code<{ key: string; where: string; suggestion: string | undefined; names: readonly string[] }>({
    severity: "error",
    message: ({ key, where }) => `${where} has no key "${key}".`,
    label: "unknown key",
    help: ({ suggestion, names }) => suggestionHelp(suggestion, names),
  }),
  "stack-later": code<{ key: string }>({
    severity: "error",
    message: ({ key }) => `The key "${key}" is not yet supported.`,
    label: "not yet",
    help: () => "Remove it for now.",
  }),
  "stack-unknown": code<{ name: string; suggestion: string | undefined; names: readonly string[] }>({
    severity: "error",
    message: ({ name }) => `There is no stack "${name}".`,
    label: "the stacks",
    help: ({ suggestion, names }) => suggestionHelp(suggestion, names),
  }),
  "stack-ambiguous": code<{ names: readonly string[] }>({
    severity: "error",
    message: ({ names }) => `One of the stacks ${list(names)} needs to be chosen.`,
    label: "several stacks",
    help: ({ names }) => `Say which, as \`--stack ${names[0]}\`.`,
  }),
  "stack-file-missing": code<{ stack: string; file: string }>({
    severity: "error",
    message: ({ stack, file }) => `The stack "${stack}" needs a stack file, and "${file}" does not exist.`,
    help: () => "Write the file, or say `--target` and `--store` instead.",
  }),
  "target-unknown": code<{ name: string; suggestion: string | undefined; names: readonly string[] }>({
    severity: "error",
    message: ({ name }) => `There is no target "${name}".`,
    help: ({ suggestion, names }) => suggestionHelp(suggestion, names),
  }),
} as const;
