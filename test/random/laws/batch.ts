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

/** The seed of orders and crashes; whether Airflow is among the engines. */
export interface How {
  readonly seed: number;
  readonly onAirflow: boolean;
}

/** Judges all programs of a batch. */
export async function judge(workspace: Workspace, programs: readonly Program[], how: How): Promise<readonly Verdict[]> {
  const print = (program: Program) => (name: string) => printProgram(program, { pipeline: name });
  const texts = programs.map((program) => ({ print: print(program), values: program.values }));
  const judged = await judgeTexts(workspace, texts, how);
  return judged.map((one, at) => ({ program: programs[at] as Program, ...one }));
}

/** A program as text, printed for a pipeline's name, and its parameters. */
export interface Printed {
  readonly print: (pipeline: string) => string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The same of programs that are there as text. */
export async function judgeTexts(
  workspace: Workspace,
  programs: readonly Printed[],
  { seed, onAirflow }: How,
): Promise<readonly Omit<Verdict, "program">[]> {
  const batch = workspace.batch();
  const sources = programs.map(({ print }, at) => ({ name: `${batch}p${at}`, text: print(`${batch}p${at}`) }));
  const compiled = await workspace.compile(sources);
  const sound = compiled.filter((one) => one.refused.length === 0);
  const files = sound.map((one) => one.file);
  const plain = await loadPlain(workspace.folder, files, batch);
  const verdicts: Omit<Verdict, "program">[] = [];
  for (const [at, program] of compiled.entries()) {
    const text = sources[at]?.text as string;
    const parameters = programs[at]?.values as JsonObject;
    const place = sound.indexOf(program);
    const called = place < 0 ? null : await plain.call(place, parameters);
    const violation = called
      ? await violationOf({ program, plain: called, parameters, seed: seed + at, onAirflow })
      : { law: "compiles", what: program.refused.join("\n") };
    verdicts.push({ text, violation });
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
