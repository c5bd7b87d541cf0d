// The law: what an engine comes to is what the plain call comes to.
import type { Plan, StepName } from "../../../runtime/contract/index.js";
import { digestOfValue, writeValue } from "../../../runtime/values/index.js";
import { digestsOf } from "../../conformance/observed.js";
import { orderDiffers, resumedDiffers } from "../engines/effects.js";
import { memoryStore } from "../engines/memory-store.js";
import type { Plain } from "../engines/plain.js";
import type { Seen } from "../engines/seen.js";

/** The calls of a plain call as an engine's records tell them: step, digests of arguments and of the output, or the error. */
export async function callsOf(plain: Plain, plan: Plan): Promise<readonly string[]> {
  const store = memoryStore("plain");
  const all = plain.calls.map(async ({ step, arguments: values, output, error }) => {
    const codec = plan.steps[step as StepName]?.output;
    if (!codec) return `${step}, which is not in the plan`;
    const given = values.map((value, at) => digestOfValue(value, `arguments[${at}]`)).join(" ");
    if (error) return `${step}(${given}) failed: ${error.message}`;
    return `${step}(${given}) = ${digestsOf(await writeValue(output, codec, { store, scratch: "" })).join(" ")}`;
  });
  return Promise.all(all);
}

/** `arity`: how many of its arguments each step takes. */
export function callsSeen({ instances }: Seen, arity: (step: string) => number): readonly string[] {
  return Object.values(instances).flatMap(({ step, arguments: values, outputs, state, error }) => {
    if (values === null) return [];
    const given = values.slice(0, arity(step)).join(" ");
    return [state === "failed" ? `${step}(${given}) failed: ${error}` : `${step}(${given}) = ${outputs}`];
  });
}

/** `inOrder`: it went through without a crash. */
export interface Likeness {
  readonly plain: Plain;
  readonly calls: readonly string[];
  readonly seen: Seen;
  readonly arity: (step: string) => number;
  readonly inOrder: boolean;
}

/** What differs, in words; null where nothing does. */
export function unlikePlain({ plain, calls, seen, arity, inOrder }: Likeness): string | null {
  const both = (what: string, wanted: unknown, got: unknown) => `${what}: the plain call ${wanted}, the engine ${got}`;
  if (plain.status !== seen.status)
    return both("status", `${plain.status} ${plain.error ?? ""}`, `${seen.status} ${seen.error ?? ""}`);
  if (plain.result !== seen.result) return both("result", plain.result, seen.result);
  if (plain.error !== seen.error) return both("error", plain.error, seen.error);
  const made = callsSeen(seen, arity);
  const missing = without(calls, made);
  if (missing.length > 0) return `calls missing: ${missing.join("; ")}`;
  // Where something failed, the plain call stopped there, and an engine goes on with what does not need it.
  const more = without(made, calls);
  const smooth =
    plain.status === "succeeded" &&
    !plain.caught &&
    !Object.values(seen.instances).some((one) => one.state === "failed" || one.state === "not-run");
  if (smooth && more.length > 0) return `too many calls: ${more.join("; ")}`;
  return inOrder ? orderDiffers(plain.effects, seen.effects) : resumedDiffers(plain.effects, seen.effects);
}

/** The elements of `all` that `taken` does not have, each as often. */
function without(all: readonly string[], taken: readonly string[]): readonly string[] {
  const left = [...taken];
  return all.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** The same instances in the same states; null where they are. */
export function unlikeStates(wanted: Seen, got: Seen): string | null {
  const names = new Set([...Object.keys(wanted.instances), ...Object.keys(got.instances)]);
  for (const name of names) {
    const [a, b] = [stateOf(wanted.instances[name]), stateOf(got.instances[name])];
    if (a !== b) return `${name} is ${a} on one engine, ${b} on the other`;
  }
  return null;
}

/** Whether a value was computed or known before depends on what ran first. */
function stateOf(one: Seen["instances"][string] | undefined): string {
  if (!one) return "nowhere";
  const state = one.state === "reused" ? "succeeded" : one.state;
  return `${state} ${one.outputs ?? ""} ${one.error ?? ""}`;
}
