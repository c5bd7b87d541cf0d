// Which stack a command means: by name, by target, or the one that goes without saying.
import { type Diagnostic, diagnose, suggestionFor } from "../diagnostics/index.js";
import type { StackDocument } from "./document.js";

/** What the command line says about the stack. */
export interface StackRequest {
  readonly stack?: string;
  /** Instead of the stack's own. */
  readonly target?: string;
  /** Instead of the stack's own. */
  readonly store?: string;
}

/** A stack as it stands in the file. */
export type StackEntry = Readonly<Record<string, unknown>> & { readonly target: string };

export type Choice =
  | { readonly name: string | null; readonly entry: StackEntry | undefined }
  | { readonly diagnostic: Diagnostic };

/** Chooses among the stacks of a file. A null name means: none of them, the flags say it all. */
export function chooseStack(
  stacks: Readonly<Record<string, StackEntry>>,
  request: StackRequest,
  document: StackDocument,
): Choice {
  const names = Object.keys(stacks);
  const choose = (name: string): Choice => ({ name, entry: stacks[name] });
  if (request.stack !== undefined) {
    if (Object.hasOwn(stacks, request.stack)) return choose(request.stack);
    const suggestion = suggestionFor(request.stack, names);
    const span = document.spanOf(["stacks"], "key");
    return { diagnostic: diagnose("stack-unknown", span, { name: request.stack, suggestion, names }) };
  }
  const fitting = request.target === undefined ? names : names.filter((name) => stacks[name]?.target === request.target);
  const [only] = fitting;
  if (only === undefined) return { name: null, entry: undefined };
  if (fitting.length === 1) return choose(only);
  if (request.target === undefined && fitting.includes("local")) return choose("local");
  return { diagnostic: diagnose("stack-ambiguous", document.spanOf(["stacks"], "key"), { names: fitting }) };
}
