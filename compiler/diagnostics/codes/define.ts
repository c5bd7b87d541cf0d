// Codes of the phase "define": steps, pipelines, their options, parameters and outputs.
import { code } from "../diagnostic.js";
import { suggestionHelp } from "../suggest.js";

const place = (path: string) => (path === "" ? "it" : `"${path.replace(/^\./, "")}"`);

export const defineCodes = {
  "pipeline-missing": code<{ file: string }>({
    severity: "error",
    message: ({ file }) => `The file "${file}" needs to export a pipeline.`,
    help: () => 'Write `export const name = pipeline(async () => { … })`, with `pipeline` from "zenc".',
  }),
  "pipeline-not-exported": code<{ name: string }>({
    severity: "warning",
    message: ({ name }) => `The pipeline "${name}" needs to be exported to be compiled.`,
    label: "not exported",
    help: ({ name }) => `Write \`export const ${name} = …\`.`,
  }),
  "pipeline-function": code({
    severity: "error",
    message: () => "A pipeline needs a function whose body zenc can read.",
    label: "no function to read",
    help: () => "Write the function in the call, as in `pipeline(async () => { … })`.",
  }),
  "pipeline-name-taken": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `Two pipelines have the name "${name}", and each needs one of its own.`,
    label: "the same name again",
    help: () => "Give one of them another `name` in its options.",
  }),
  "step-name-taken": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `Two steps of one pipeline have the name "${name}", and each needs one of its own.`,
    label: "the same name again",
    help: () => "Give one of them another `name` in its options.",
  }),
  "name-invalid": code<{ what: string; name: string }>({
    severity: "error",
    message: ({ what, name }) =>
      `The name of a ${what} begins with a letter and has at most 63 letters, digits, "_" and "-": "${name}" does not.`,
    label: "not a name for engines",
    help: () => "Rename it, or give it a `name` in its options.",
  }),
  "step-not-const": code<{ kind: string }>({
    severity: "error",
    message: ({ kind }) =>
      `A ${kind} needs to be the value of a const at the top of a module, so that it has a name and code of its own.`,
    label: "needs a const",
    help: ({ kind }) => `Write \`export const name = ${kind}(…)\` and use \`name\` here.`,
  }),
  "step-function": code<{ step: string; count: number }>({
    severity: "error",
    message: ({ step, count }) =>
      count > 1
        ? `The step "${step}" needs a function with one signature, and this one has ${count}.`
        : `The step "${step}" needs a function.`,
    label: "not one function",
    help: () => "Give it one function with one list of parameters.",
  }),
  "output-not-storable": code<{ step: string; path: string; reason: string; type: string }>({
    severity: "error",
    message: ({ step, path, reason }) => `What the step "${step}" returns needs to be storable, but ${place(path)} is ${reason}.`,
    label: ({ path }) => (path === "" ? "cannot be stored" : "holds what cannot be stored"),
    help: () =>
      "Return plain data, bytes, a LocalPath, an AsyncIterable of data, a table of apache-arrow, or a tfjs model or tensor; give it a type. For anything else name a materializer: `materialize`.",
  }),
  "parameters-not-object": code<{ given: string }>({
    severity: "error",
    message: ({ given }) => `A pipeline takes its parameters as one object, not as ${given}.`,
    label: "needs to be one object",
    help: () => "Write `async ({ limit = 10 }: { limit?: number }) => { … }`.",
  }),
  "parameter-not-json": code<{ path: string; reason: string }>({
    severity: "error",
    message: ({ path, reason }) => `A parameter needs to be JSON, but ${place(path)} is ${reason}.`,
    label: "not JSON",
    help: () => "Use texts, numbers, booleans, null, and arrays and objects of them.",
  }),
  "parameter-default-invalid": code<{ name: string; value: string; constraint: string; limit: string }>({
    severity: "error",
    message: ({ name, value, constraint, limit }) =>
      `The default of the parameter "${name}" needs to keep to its own "${constraint}" of ${limit}, and ${value} does not.`,
    label: "outside its own limits",
    help: () => "Change the default or the tag.",
  }),
  "tag-invalid": code<{ tag: string; value: string; expected: string }>({
    severity: "error",
    message: ({ tag, value, expected }) => `The tag "@${tag}" takes ${expected}, and "${value}" is none.`,
    label: ({ tag }) => `its @${tag}`,
    help: ({ expected }) => `Write ${expected} behind the tag, or remove it.`,
  }),
  "options-not-constant": code<{ owner: string }>({
    severity: "error",
    message: ({ owner }) => `The options of a ${owner} need to be known at compile time.`,
    label: "not known before it runs",
    help: () => "Write an object of literals and constants.",
  }),
  "option-not-constant": code<{ option: string }>({
    severity: "error",
    message: ({ option }) => `The option "${option}" needs to be known at compile time.`,
    label: "not known before it runs",
    help: () => "Use literals, constants and operators over them; read the environment inside the step.",
  }),
  "option-unknown": code<{ option: string; owner: string; suggestion: string | undefined; names: readonly string[] }>({
    severity: "error",
    message: ({ option, owner }) => `A ${owner} has no option "${option}".`,
    label: "unknown option",
    help: ({ suggestion, names }) => suggestionHelp(suggestion, names),
  }),
  "materializer-not-const": code<{ step: string }>({
    severity: "error",
    message: ({ step }) => `The materializer of the step "${step}" needs to be a const at the top of a module, or imported.`,
    label: "no const to bundle",
    help: () =>
      'Write `export const csv = materializer<Row[]>({ write, read })` with `materializer` from "zenc", and name it here.',
  }),
  "materialize-of-nothing": code<{ step: string }>({
    severity: "error",
    message: ({ step }) => `The step "${step}" returns nothing, so it has nothing to materialize.`,
    label: "nothing to store",
    help: () => "Return the value, or remove `materialize`.",
  }),
  "materialize-field-unknown": code<{ step: string; field: string; suggestion: string | undefined; names: readonly string[] }>({
    severity: "error",
    message: ({ step, field }) => `What the step "${step}" returns has no field "${field}".`,
    label: "no such field",
    help: ({ suggestion, names }) =>
      names.length === 0 ? "Name one materializer for the whole output: `materialize: csv`." : suggestionHelp(suggestion, names),
  }),
  "option-invalid": code<{ option: string; expected: string; given: string }>({
    severity: "error",
    message: ({ option, expected, given }) => `The option "${option}" needs to be ${expected}, and ${given} is not.`,
    label: "needs another value",
  }),
  "register-not-trainer": code<{ kind: string }>({
    severity: "error",
    message: ({ kind }) => `Only a trainer registers a model, and this is a ${kind}.`,
    label: "for trainers only",
    help: () => "Make it a `trainer`, or remove `register`.",
  }),
  "secret-in-env": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `"${name}" needs to be either a constant in "env" or a secret, not both.`,
    label: "also in env",
    help: () => "Remove it from `env`: a secret's value never stands in the source.",
  }),
} as const;
