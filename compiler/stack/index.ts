// `zenc.yaml` and the command line → one Stack, validated, with defaults.
import { type Diagnostic, diagnose, orderDiagnostics, suggestionFor } from "../diagnostics/index.js";
import type { Stack } from "../ir/index.js";
import { chooseStack, type StackEntry, type StackRequest } from "./choose.js";
import { readCostly, type WrittenCostly } from "./costly.js";
import { parseStackDocument } from "./document.js";
import { readAccelerator, readMachine, readSections, type WrittenAccelerator, type WrittenMachine } from "./pools.js";
import { defaultStore, sharedSections, type TargetSchemas } from "./schema.js";
import { validateStackDocument } from "./validate.js";

export type { StackRequest } from "./choose.js";
export { stackFileSchema, type TargetSchemas } from "./schema.js";

export interface ReadStack {
  /** Null where `diagnostics` holds an error. */
  readonly stack: Stack | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The stack that a command means.
 * @param text the content of zenc.yaml, or null where there is none: then `target` (default local) and `store` (default .zenc) say it all
 * @param file the path of zenc.yaml, as spans name it
 */
export function readStack(text: string | null, file: string, request: StackRequest, targets: TargetSchemas): ReadStack {
  const names = Object.keys(targets);
  if (request.target !== undefined && !names.includes(request.target)) {
    const suggestion = suggestionFor(request.target, names);
    return failed([diagnose("target-unknown", null, { name: request.target, suggestion, names })]);
  }
  if (text === null) {
    if (request.stack !== undefined) return failed([diagnose("stack-file-missing", null, { stack: request.stack, file })]);
    return { stack: stackOf(null, undefined, request, targets), diagnostics: [] };
  }
  const document = parseStackDocument(text, file);
  if (document.diagnostics.length > 0) return failed(document.diagnostics);
  const invalid = validateStackDocument(document, targets);
  if (invalid.length > 0) return failed(invalid);
  const { stacks } = document.value as { readonly stacks: Readonly<Record<string, StackEntry>> };
  const choice = chooseStack(stacks, request, document);
  if ("diagnostic" in choice) return failed([choice.diagnostic]);
  return { stack: stackOf(choice.name, choice.entry, request, targets), diagnostics: [] };
}

const failed = (found: readonly Diagnostic[]): ReadStack => ({ stack: null, diagnostics: orderDiagnostics(found) });

function stackOf(name: string | null, entry: StackEntry | undefined, request: StackRequest, targets: TargetSchemas): Stack {
  const target = request.target ?? entry?.target ?? "local";
  const image = entry?.image as string | undefined;
  const costly = entry?.costly as WrittenCostly | undefined;
  const deploy = entry?.deploy as Stack["deploy"];
  const ci = entry?.ci as Stack["ci"];
  const accelerators = (entry?.accelerators ?? []) as readonly WrittenAccelerator[];
  const machines = entry?.machines as readonly WrittenMachine[] | undefined;
  const shared = Object.keys(sharedSections(targets));
  const sections = entry && readSections(entry, shared);
  return {
    name: name ?? target,
    target,
    store: request.store ?? (entry?.store as string | undefined) ?? defaultStore,
    ...(image === undefined ? {} : { image }),
    accelerators: accelerators.map((written) => readAccelerator(written, shared)),
    ...(machines === undefined ? {} : { machines: machines.map((written) => readMachine(written, shared)) }),
    ...(sections === undefined ? {} : { sections }),
    ...(costly === undefined ? {} : { costly: readCostly(costly) }),
    ...(deploy === undefined ? {} : { deploy }),
    ...(ci === undefined ? {} : { ci }),
    options: (entry?.[target] ?? {}) as Stack["options"],
  };
}
