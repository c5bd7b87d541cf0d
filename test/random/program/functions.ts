// Functions with steps: local, of the module, and whole pipelines.
import { type Context, type Helper, inFunction, type Session, type Variable, withVariable } from "./context.js";
import { callOf, effective, pure, type StepShape, steps } from "./expressions.js";
import { type Made, randomStatements } from "./statements.js";
import {
  type Block,
  block,
  declare,
  fixed,
  type Part,
  plainText,
  type Statement,
  statement,
  type Type,
  typeText,
  use,
} from "./syntax.js";

const taken: readonly [Type, ...Type[]] = ["number", "number", "numbers", "point"];
const given: readonly [Type, ...Type[]] = ["number", "number", "numbers", "boolean"];

function functionBody(context: Context, gives: Type): Block {
  const { draw } = context.session;
  // Without a step it would be no helper with steps.
  const name = context.session.fresh();
  const first = callOf(draw.pick([steps[0], steps[1]] as [StepShape, StepShape]), (type) => pure(context, type, 1));
  const call = fixed("const", "const ", declare(name), ": number = await ", first, ";");
  const { statements, context: end } = randomStatements(withVariable(context, name, "number"), draw.int(1, 3));
  return block(call, ...statements, fixed("return", "return ", effective(end, gives, 2), ";"));
}

/** A function with steps in the body of another: it reads what is constant there. */
export function localHelper(context: Context): Made | null {
  const { session } = context;
  if (context.depth <= 0 || !session.has("helper")) return null;
  const outside = { ...context, variables: context.variables.filter((one) => !one.writable) };
  const { helper, parts } = functionOf(inFunction(outside, { effects: false }), false);
  const made = statement("local helper", "const ", declare(helper.name), " = ", ...parts, ";");
  return { statements: [made], context: { ...context, helpers: [...context.helpers, helper] } };
}

/** A function of the module. */
export function moduleHelper(context: Context): { readonly declaration: Statement; readonly helper: Helper } {
  const effect = context.session.draw.chance(0.3);
  const { helper, parts } = functionOf({ ...context, effects: effect }, effect);
  return { declaration: statement("module helper", "const ", declare(helper.name), " = ", ...parts, ";"), helper };
}

function functionOf(context: Context, effect: boolean): { readonly helper: Helper; readonly parts: readonly Part[] } {
  const { session } = context;
  const { draw } = session;
  const gives = draw.pick(given);
  const takes = Array.from({ length: draw.int(1, 2) }, () => draw.pick(taken));
  const names = takes.map((): string => session.fresh());
  const helper: Helper = { name: session.fresh(), takes, gives, effect, pipeline: false };
  const inside = takes.reduce((at, type, position) => withVariable(at, names[position] as string, type), context);
  const parameters = takes.flatMap((type, at): readonly Part[] => [
    at === 0 ? "" : ", ",
    declare(names[at] as string),
    `: ${typeText[type]}`,
  ]);
  return {
    helper,
    parts: ["async (", ...parameters, `): Promise<${typeText[gives]}> => `, functionBody({ ...inside, returns: gives }, gives)],
  };
}

/** Another pipeline, all of whose parameters have defaults. */
export function otherPipeline(context: Context): { readonly declaration: Statement; readonly helper: Helper } {
  const { session } = context;
  const { draw } = session;
  const gives = draw.pick(given);
  const takes = Array.from({ length: draw.int(1, 2) }, () => draw.pick<Type>(["number", "numbers"]));
  const effect = draw.chance(0.3);
  const helper: Helper = { name: session.fresh(), takes, gives, effect, pipeline: true };
  const names = takes.map((): string => session.fresh());
  const inside = takes.reduce((at, type, position) => withVariable(at, names[position] as string, type), {
    ...context,
    effects: effect,
  });
  const pattern = takes.flatMap((type, at): readonly Part[] => [
    `p${at}: `,
    declare(names[at] as string),
    ` = ${draw.chance(0.5) && type === "numbers" ? "[]" : plainText[type]}, `,
  ]);
  const types = takes.map((type, at) => `p${at}?: ${typeText[type]}`).join("; ");
  const head: readonly Part[] = [
    "export const ",
    declare(helper.name),
    ' = pipeline("',
    use("@pipeline"),
    `-${helper.name}", async ({ `,
    ...pattern,
    `}: { ${types} }): Promise<${typeText[gives]}> => `,
  ];
  return { declaration: statement("pipeline", ...head, functionBody({ ...inside, returns: gives }, gives), ");"), helper };
}

export type { Session, Variable };
