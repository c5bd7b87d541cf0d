// Laws of compiling: the same bytes each time; names and the order of declarations mean nothing; an edit of one step is that step's alone.
import { readFileSync } from "node:fs";
import { pushPipeline } from "../../../cli/push.js";
import type { CompiledPipeline } from "../../../compiler/compilation.js";
import type { JsonObject, Plan, StepName } from "../../../runtime/contract/index.js";
import { type InProcess, runInProcess } from "../engines/in-process.js";
import { memoryStore } from "../engines/memory-store.js";
import type { Seen } from "../engines/seen.js";
import { printProgram } from "../program/print.js";
import type { Program } from "../program/syntax.js";
import { randomFrom } from "./random.js";
import { library, openWorkspace, type Workspace } from "./workspace.js";

export interface Broken {
  readonly law: string;
  readonly what: string;
  readonly text: string;
}

/** The library with another text of `double`, which means the same. */
const edited = (): string => {
  const text = readFileSync(library, "utf8");
  const other = text.replace("small(a * 2)", "small(2 * a)");
  if (other === text) throw new Error('The library has no "small(a * 2)" to be edited.');
  return other;
};

/** Compiles each program again, renamed, reordered and over an edited library; says which laws do not hold. */
export async function stabilityOf(programs: readonly Program[]): Promise<readonly Broken[]> {
  const printed = (program: Program, at: number, rename?: (name: string) => string) => ({
    name: `p${at}`,
    text: printProgram(program, { pipeline: `p${at}`, ...(rename ? { rename } : {}) }),
  });
  const compiled = async (workspace: Workspace, print: (program: Program, at: number) => ReturnType<typeof printed>) => {
    try {
      return (await workspace.compile(programs.map(print))).map((one) => one.local);
    } finally {
      await workspace.close();
    }
  };
  const backwards = (program: Program): Program => ({ ...program, declarations: [...program.declarations].reverse() });
  const first = await compiled(openWorkspace(), (program, at) => printed(program, at));
  const again = await compiled(openWorkspace(), (program, at) => printed(program, at));
  const renamed = await compiled(openWorkspace(), (program, at) =>
    printed(program, at, (name) => `${name.length}_other_${name}`.replace(/^/, "w")),
  );
  const reordered = await compiled(openWorkspace(), (program, at) => printed(backwards(program), at));
  const changed = await compiled(openWorkspace({ text: edited() }), (program, at) => printed(program, at));
  const broken: Broken[] = [];
  for (const [at, program] of programs.entries()) {
    const one = first[at];
    if (!one) continue;
    const text = printed(program, at).text;
    const say = (law: string, what: string | null) => what !== null && broken.push({ law, what, text });
    say(
      "compiling twice gives equal bytes",
      bytesOf(one) === bytesOf(again[at]) ? null : differing(bytesOf(one), bytesOf(again[at])),
    );
    const [shape, other] = [shapeOf(one.plan), renamed[at] ? shapeOf(renamed[at].plan) : "refused"];
    say("renaming changes names alone", shape === other ? null : differing(shape, other));
    const [plan, turned] = [textOf(one.plan), reordered[at] ? textOf(reordered[at].plan) : "refused"];
    say("the order of declarations means nothing", plan === turned ? null : differing(plan, turned));
    say(
      "an edited step runs again, and nothing else",
      await editedRuns(one, changed[at], renamed[at], program.values as JsonObject),
    );
  }
  return broken;
}

const bytesOf = (one: CompiledPipeline | undefined) =>
  one ? [one.text, ...one.code.map((code) => code.text).sort()].join("\n") : "refused";
/** Glue carries the author's own names and the order of the module. */
const textOf = (plan: Plan) => JSON.stringify({ ...plan, glue: null });

/** The plan with each id as the number of its first place. */
function shapeOf(plan: Plan): string {
  const { structure, result, wiring } = plan;
  const numbers = new Map<string, number>();
  const literal = new Set(["step", "kind", "key"]);
  const number = (text: string): string => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return `#${known}`;
  };
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === "string") return literal.has(key) ? value : number(value);
    if (Array.isArray(value)) return value.map((one) => walk(one, key));
    if (typeof value !== "object" || value === null) return value;
    const constant = (value as { kind?: unknown }).kind === "literal";
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, constant ? part : walk(part, name)]));
  };
  return JSON.stringify(walk({ structure, result, wiring }, ""));
}

function differing(one: string, other: string): string {
  const at = [...one].findIndex((char, position) => char !== other[position]);
  return `…${one.slice(Math.max(0, at - 150), at + 150)}… became …${other.slice(Math.max(0, at - 150), at + 150)}…`;
}

async function editedRuns(
  one: CompiledPipeline,
  changed: CompiledPipeline | undefined,
  renamed: CompiledPipeline | undefined,
  parameters: JsonObject,
): Promise<string | null> {
  if (!changed || !renamed) return "a variant is refused";
  const store = memoryStore(`edited-${one.plan.pipeline}`);
  const run = async (compiled: CompiledPipeline, id: string): Promise<Seen> => {
    await pushPipeline(store, compiled);
    const request: InProcess = { compiled, store, run: id, parameters, random: randomFrom(1) };
    return runInProcess(request);
  };
  await run(one, "first");
  const other = await run(renamed, "renamed");
  const last = await run(changed, "edited");
  return ranAgain(other, one.plan, () => false) ?? ranAgain(last, one.plan, (step) => step === "double");
}

/** Without an effect only those steps run that are expected to; and if they are expected, one of them does. */
function ranAgain(seen: Seen, plan: Plan, expected: (step: string) => boolean): string | null {
  const kept = Object.entries(seen.instances).filter(([, { step }]) => !plan.steps[step as StepName]?.effect);
  const wrong = kept.find(([, { step, state }]) => state === "succeeded" && !expected(step));
  if (wrong) return `${wrong[0]} ran again`;
  const ran = kept.some(([, { state }]) => state === "succeeded");
  return ran === kept.some(([, { step }]) => expected(step)) ? null : "nothing ran again";
}
