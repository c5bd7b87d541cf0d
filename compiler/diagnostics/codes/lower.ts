// Codes of the phase "lower": what a pipeline's body may not say, or not yet.
import { code } from "../diagnostic.js";

const intoStep = (): string => "Move this into a step.";

export const lowerCodes = {
  // Refused: what cannot mean the same on every engine.
  "call-impure": code<{ name: string; near?: string; instead?: string }>({
    severity: "error",
    message: ({ name }) => `An expression must give the same value every time it is evaluated, and "${name}" is not known to.`,
    label: "not pure",
    help: ({ near, instead }) =>
      instead ?? (near === undefined ? intoStep() : `Did you mean "${near}"? Otherwise move this into a step.`),
  }),
  "call-unproven": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `zenc needs the source of "${name}" in the project to prove that it is pure.`,
    label: "cannot be proven pure",
    help: intoStep,
  }),
  "new-impure": code<{ name: string; text?: string }>({
    severity: "error",
    message: ({ name }) =>
      name === "Date"
        ? 'A pipeline\'s expression may make a "Date" only from one given value; the current time and local time differ between machines.'
        : `A pipeline's expression may not make a "${name}": only data can be carried.`,
    label: "not pure",
    help: ({ name, text }) => {
      if (name !== "Date") return intoStep();
      return text === undefined
        ? "Take the time as a parameter, or move this into a step."
        : 'Let the text say its time zone: it may end in "Z".';
    },
  }),
  "helper-impure": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `"${name}" must be pure to be used outside of a step.`,
    label: "uses what is not pure",
    help: intoStep,
  }),
  "helper-async": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `"${name}" is asynchronous, and only steps may be.`,
    label: "is no step",
    help: ({ name }) => `Make it a step: "const ${name} = step(async (…) => …)".`,
  }),
  "state-shared": code<{ name: string; reason: string }>({
    severity: "error",
    message: ({ name, reason }) => `"${name}" must be a constant to be used in a pipeline: ${reason}.`,
    label: "shared state",
    help: ({ name }) => `Make "${name}" a constant that nothing changes, or move this into a step.`,
  }),
  "mutation-shared": code<{ what: string; method?: string }>({
    severity: "error",
    message: ({ what, method }) =>
      `A pipeline may only change what it has made itself, and ${method === undefined ? "this" : `"${method}"`} changes "${what}".`,
    label: "changes a value",
    help: ({ what, method }) =>
      method !== undefined && ["sort", "reverse", "splice"].includes(method)
        ? `Change a copy: "[...${what}].${method}(…)".`
        : "Make a changed copy, or move this into a step.",
  }),
  "mutation-aliased": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `"${name}" may be changed only while it has no other name; it was handed on before.`,
    label: "changed after it was handed on",
    help: ({ name }) => `Hand on a copy ("[...${name}]" or "{ ...${name} }"), or change it before.`,
  }),
  "value-opaque": code<{ type: string }>({
    severity: "error",
    message: ({ type }) => `A value of type "${type}" is no data: a pipeline can pass it to a step, not look into it.`,
    label: "cannot be looked into",
    help: () => "Let a step read it and return what you need.",
  }),
  "step-not-awaited": code({
    severity: "error",
    message: () => "Every step call must be awaited.",
    label: "nobody awaits this",
    help: () => 'Put "await" before it, or hand it to "await Promise.all(…)".',
  }),
  "promise-not-awaited": code<{ list: boolean }>({
    severity: "error",
    message: ({ list }) =>
      list ? "A list of promises is used where its values are needed." : "A promise is used where its value is needed.",
    label: "not awaited",
    help: ({ list }) => (list ? 'Write "await Promise.all(…)".' : 'Put "await" before it.'),
  }),
  "promise-method": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `A pipeline waits with "await", not with ".${name}".`,
    label: "use await",
    help: () => 'Put "await" before the call and write what follows as the next statement.',
  }),
  "promise-combinator": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `"Promise.${name}" depends on time: a pipeline may wait for all of several steps only.`,
    label: "depends on time",
    help: () => 'Use "Promise.all".',
  }),
  "callback-assignment": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `A function inside a pipeline must not change "${name}", which belongs to the pipeline around it.`,
    label: "changes an outer variable",
    help: () => "Return the value from the callback and use the list of results.",
  }),
  "for-in": code({
    severity: "error",
    message: () => '"for…in" is not part of the pipeline language.',
    label: "not supported",
    help: () => 'Write "for (const key of Object.keys(…))".',
  }),
  "step-in-callback": code<{ method: string }>({
    severity: "error",
    message: ({ method }) =>
      `Steps can be called for each item of a list only by "map" inside "Promise.all", not in "${method}".`,
    label: "holds step calls",
    help: () => 'Write "await Promise.all(items.map(async (item) => …))", then work on the results.',
  }),
  "step-reference": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `The step "${name}" can be called, or handed to "map" inside "Promise.all"; it is no value.`,
    label: "a step, not called",
    help: ({ name }) => `Call it: "await ${name}(…)".`,
  }),
  "assignment-in-expression": code({
    severity: "error",
    message: () => "An assignment must be a statement of its own.",
    label: "inside an expression",
    help: () => "Write it on a line of its own before.",
  }),
  "function-stored": code({
    severity: "error",
    message: () =>
      "A function is no value that a pipeline can carry: it can be a const of its own, called, or handed to a method.",
    label: "a function as a value",
    help: () => "Name it with const and use it directly, or move this into a step.",
  }),
  "local-function-recursive": code({
    severity: "error",
    message: () => "A function inside a pipeline must not call itself.",
    label: "calls itself",
    help: () => "Move the function out of the pipeline, to the top of the module.",
  }),
  "type-any": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `zenc needs the type of "${name}", and it is "any".`,
    label: "has type any",
    help: () => "Write its type.",
  }),
  "switch-case-unknown": code({
    severity: "error",
    message: () => 'The cases of a "switch" must be constants.',
    label: "known only at run time",
    help: () => 'Use "if" and "else if".',
  }),
  "throw-not-error": code({
    severity: "error",
    message: () => "A pipeline can throw an Error only: it must have a name and a message on every engine.",
    label: "is no Error",
    help: () => 'Write "throw new Error(…)".',
  }),
  "error-not-data": code({
    severity: "error",
    message: () => "A caught error is no data: of it only its name and its message can be read, and it can be thrown again.",
    label: "an error as a value",
    help: () => 'Use its text: "(error as Error).message".',
  }),
  "finally-exit": code({
    severity: "error",
    message: () => 'A "finally" must run to its end: leaving it would drop the error or the result that is on its way.',
    label: "leaves a finally",
    help: () => 'Write this after the "try" statement.',
  }),
  "promise-across-try": code({
    severity: "error",
    message: () =>
      'A call must be awaited in the "try" in which it is made: else its failure is caught by another one, or by none.',
    label: "made elsewhere",
    help: () => 'Put "await" before the call, or move the call and its await to the same side of the "try".',
  }),
  "loop-endless": code({
    severity: "error",
    message: () => "This loop never ends: nothing in it leaves it.",
    label: "never ends",
    help: () => 'Give it a condition, or a "break".',
  }),
  "loop-list-changed": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `A loop with steps must not change "${name}", the list that it runs over.`,
    label: "changed in the loop",
    help: ({ name }) => `Loop over a copy ("of [...${name}]"), or use "while" with an index.`,
  }),
  "helper-recursive": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `"${name}" calls steps and itself: how many steps there are would be known only at run time.`,
    label: "calls itself",
    help: () => 'Write a loop ("while"), or move the recursion into a step.',
  }),
  "hook-not-step": code<{ name: string }>({
    severity: "error",
    message: ({ name }) => `A pipeline's "onSuccess" and "onFailure" must be steps, and "${name}" is none.`,
    label: "is no step",
    help: ({ name }) => `Make it a step: "const ${name} = step(async (…) => …)".`,
  }),
  "pipeline-too-large": code<{ limit: number }>({
    severity: "error",
    message: ({ limit }) => `A pipeline may have at most ${limit} nodes once its helpers are inlined and its loops unrolled.`,
    label: "too many nodes",
    help: () => "Take the list that is looped over as a parameter or from a step, or move work into steps.",
  }),
  "syntax-unsupported": code<{ construct: string; instead?: string }>({
    severity: "error",
    message: ({ construct }) => `A pipeline cannot use ${construct}.`,
    label: "not in the pipeline language",
    help: ({ instead }) => instead ?? intoStep(),
  }),
} as const;
