// The texts in Argo's little languages: tags, `depends`, `when`. Only names that zenc made go into them.
import type { Guard, GuardLiteral } from "../../runtime/contract/index.js";

/** How a task looks at one before it: it must have ended well (succeeded or been skipped), or ended in whatever way. */
export interface Term {
  readonly task: string;
  readonly well: boolean;
}

/** Outputs of tasks: the literals that hold, and the instances of a fan-out; what they are where a task says nothing. */
export const outputs = {
  holds: { name: "holds", default: " " },
  items: { name: "items", default: "[]" },
} as const;
type Output = keyof typeof outputs;

export const inputTag = (name: string): string => `{{inputs.parameters.${name}}}`;
export const outputTag = (task: string, output: string): string => `{{tasks.${task}.outputs.parameters.${output}}}`;
export const phaseTag = (task: string): string => `{{tasks.${task}.status}}`;

/** The output of a task that may have failed: a plain tag would then hold up the workflow for ever. */
export const outputOrDefault = (task: string, output: Output): string =>
  `{{=tasks['${task}'].outputs?.parameters?.${output} ?? '${outputs[output].default}'}}`;

/**
 * The phases that the instances of a fan-out tell, one after another. Argo gives a JSON list; a condition takes each of its quotes for the end
 * of a text.
 */
export const phasesTag = (task: string, output: string): string =>
  `{{=sprig.replace('"', ' ', tasks['${task}'].outputs.parameters['${output}'])}}`;

/** A bare name is Argo's word for succeeded or skipped; `a || !a` holds always, once `a` has ended. */
export function writeDepends(terms: readonly Term[]): string | undefined {
  const well = new Set(terms.filter((term) => term.well).map(({ task }) => task));
  const parts = [...new Set(terms.map(({ task }) => task))].map((task) => (well.has(task) ? task : `(${task} || !${task})`));
  return parts.length === 0 ? undefined : parts.join(" && ");
}

/**
 * Undefined: always. Conjunctions that hold one literal both ways never hold and are left out.
 * @param holds the tag of what a task says that holds.
 * @param patternOf what is in there where the literal does.
 */
export function writeWhen(
  guard: Guard,
  holds: (literal: GuardLiteral) => string,
  patternOf: (literal: GuardLiteral) => string,
): string | undefined {
  if (guard.some((conjunction) => conjunction.length === 0)) return undefined;
  const possible = guard.filter((conjunction) => !conjunction.some((one) => conjunction.some((two) => contradicts(one, two))));
  const cases = possible.map((conjunction) =>
    [...new Set(conjunction.map((one) => `'${holds(one)}' =~ '${patternOf(one)}'`))].join(" && "),
  );
  if (cases.length === 0) return "false";
  return cases.length === 1 ? cases[0] : cases.map((one) => `(${one})`).join(" || ");
}

const contradicts = (one: GuardLiteral, two: GuardLiteral): boolean =>
  one.task === two.task && one.atom === two.atom && one.is !== two.is;

/**
 * A condition that is false where all phases are well, and else no boolean: then its task is an error, without a pod, and what depends on
 * it is omitted.
 */
export const failsUnlessWell = (phases: string): string =>
  `'${phases}' =~ 'Failed|Error|Omitted' && 'something before it has failed'`;

/** The same tag where Argo wants an expression. */
export const phaseExpression = (task: string): string => `tasks['${task}'].status`;
