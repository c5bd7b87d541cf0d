// Programs in batches through all laws, and a failing one made as small as it goes.
import fc from "fast-check";
import type { JsonObject } from "../../../runtime/contract/index.js";
import { loadPlain } from "../engines/plain.js";
import { programs as arbitraryPrograms } from "../program/arbitrary.js";
import type { Switch } from "../program/context.js";
import { printProgram } from "../program/print.js";
import { smaller } from "../program/shrink.js";
import type { Program } from "../program/syntax.js";
import { type Violation, violationOf } from "./check.js";
import type { Workspace } from "./workspace.js";

export interface Verdict {
  readonly program: Program;
  readonly text: string;
  readonly violation: Violation | null;
}

/** Programs that a seed draws. */
export const drawn = (has: (feature: Switch) => boolean, seed: number, count: number): readonly Program[] =>
  fc.sample(arbitraryPrograms(has), { seed, numRuns: count });

/** Judges all programs of a batch. */
export async function judge(workspace: Workspace, programs: readonly Program[], seed: number): Promise<readonly Verdict[]> {
  const batch = workspace.batch();
  const sources = programs.map((program, at) => {
    const name = `${batch}p${at}`;
    return { name, text: printProgram(program, { pipeline: name }) };
  });
  const compiled = await workspace.compile(sources);
  const sound = compiled.filter((one) => one.refused.length === 0);
  const plain = await loadPlain(
    workspace.folder,
    sound.map((one) => one.file),
    batch,
  );
  const verdicts: Verdict[] = [];
  for (const [at, one] of compiled.entries()) {
    const program = programs[at] as Program;
    const text = sources[at]?.text as string;
    const parameters = program.values as JsonObject;
    const place = sound.indexOf(one);
    const called = place < 0 ? null : await plain.call(place, parameters);
    const violation = called
      ? await violationOf({ program: one, plain: called, steps: plain, parameters, seed: seed + at })
      : { law: "compiles", what: one.refused.join("\n") };
    verdicts.push({ program, text, violation });
  }
  return verdicts;
}

/** Says of each program of a batch which law it breaks. */
export type Judge = (programs: readonly Program[]) => Promise<readonly Verdict[]>;

/** The smallest program found that breaks the same law. */
export async function shrunk(judge: Judge, failing: Verdict): Promise<Verdict> {
  let best = failing;
  for (;;) {
    const found = await firstSmaller(judge, best);
    if (!found) return best;
    best = found;
  }
}

async function firstSmaller(judge: Judge, best: Verdict): Promise<Verdict | null> {
  const candidates = [...smaller(best.program)];
  const atOnce = 24;
  for (let from = 0; from < candidates.length; from += atOnce) {
    const verdicts = await judge(candidates.slice(from, from + atOnce));
    const found = verdicts.find((one) => one.violation !== null && isSame(one.violation, best.violation as Violation));
    if (found) return found;
  }
  return null;
}

/** The same law, broken in the same way. */
function isSame(one: Violation, other: Violation): boolean {
  const kind = (violation: Violation) =>
    violation.what
      .split(/[:\n(]/)
      .slice(0, 2)
      .join()
      .replace(/[\d"].*/, "");
  return one.law === other.law && kind(one) === kind(other);
}
