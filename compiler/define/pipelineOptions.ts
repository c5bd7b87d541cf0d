// The options of a pipeline, checked and in canonical units.

import { diagnose } from "../diagnostics/index.js";
import type { PipelineOptions } from "../ir/index.js";
import type { Authored } from "./authored.js";
import type { Evaluate } from "./constants.js";
import type { DefineContext } from "./context.js";
import { hookNames } from "./hooks.js";
import { type OptionsObject, openOptions } from "./optionReader.js";
import { listOf, nameText, oneOf, text, wholeNumber } from "./scalars.js";
import { schedule } from "./schedule.js";
import { optional } from "./stepOptions.js";
import { positiveDuration } from "./units.js";

const names = ["name", "description", "schedule", "tags", "concurrency", "timeout", "maxParallel", ...hookNames];

export interface ReadPipelineOptions {
  readonly options: PipelineOptions;
  readonly name: string | undefined;
}

/** `description` is the JSDoc's, unless the options have one. */
export function readPipelineOptions(
  authored: Authored,
  description: string | undefined,
  evaluate: Evaluate,
  context: DefineContext,
): ReadPipelineOptions {
  const known = authored.options && evaluate(authored.options);
  if (authored.options && typeof known?.value === "string") {
    return { options: { ...plain, ...optional("description", description) }, name: nameGiven(authored, known.value, context) };
  }
  const owner = { what: "pipeline", node: authored.call, names };
  const given = openOptions(authored.options, owner, evaluate, context);
  return { options: pipelineOptions(given, description), name: given.read("name", nameText) };
}

const plain = { tags: [], concurrency: "allow" } as const;

function nameGiven(authored: Authored, name: string, context: DefineContext): string | undefined {
  const parsed = nameText(name);
  if (parsed.ok) return parsed.value;
  const parameters = { option: "name", expected: parsed.expected, given: JSON.stringify(name) };
  const help = parsed.help === undefined ? {} : { help: parsed.help };
  context.report(diagnose("option-invalid", context.spanOf(authored.options ?? authored.call), parameters, help));
  return undefined;
}

function pipelineOptions(given: OptionsObject, description: string | undefined): PipelineOptions {
  return {
    ...optional("description", given.read("description", text) ?? description),
    tags: given.read("tags", listOf(text, "texts")) ?? plain.tags,
    ...optional("schedule", given.read("schedule", schedule)),
    concurrency: given.read("concurrency", oneOf("allow", "forbid", "replace")) ?? plain.concurrency,
    ...optional("timeoutSeconds", given.read("timeout", positiveDuration)),
    ...optional("maxParallel", given.read("maxParallel", wholeNumber(1))),
  };
}
