// Random expressions: pure ones of every type, and those that hold step calls.
import type { Context, Helper } from "./context.js";
import { variablesOf, withVariable } from "./context.js";
import { declare, type Expression, expression, plainText, type Type, use } from "./syntax.js";

export interface StepShape {
  readonly name: string;
  readonly takes: readonly Type[];
  readonly gives: Type;
  readonly fails?: true;
}
const step = (name: string, takes: readonly Type[], gives: Type): StepShape => ({ name, takes, gives });
const failing = (name: string, takes: readonly Type[], gives: Type): StepShape => ({ name, takes, gives, fails: true });

/** The library's steps without an effect. */
export const steps: readonly StepShape[] = [
  step("add", ["number", "number"], "number"),
  step("double", ["number"], "number"),
  step("plus", ["number", "number"], "number"),
  step("total", ["numbers"], "number"),
  step("score", ["point"], "number"),
  step("flaky", ["number"], "number"),
  step("isBig", ["number"], "boolean"),
  step("isEven", ["number"], "boolean"),
  step("label", ["number"], "string"),
  step("join", ["numbers", "string"], "string"),
  step("rows", ["number"], "numbers"),
  step("pair", ["number", "number"], "numbers"),
  step("grid", ["number"], "grid"),
  step("point", ["number", "number"], "point"),
  step("points", ["number"], "points"),
  step("maybe", ["number"], "maybe"),
  failing("risky", ["number"], "number"),
  failing("stubborn", ["number"], "numbers"),
];

/** An expression without steps. */
export function pure(context: Context, type: Type, size: number): Expression {
  return made(context, type, size, (of) => pure(context, of, size - 1));
}

/** An expression that may hold step calls anywhere. */
export function effective(context: Context, type: Type, size: number): Expression {
  const { draw } = context.session;
  if (draw.chance(0.45)) return called(context, type, size) ?? pure(context, type, size);
  if (draw.chance(0.25)) return branched(context, type, size);
  return made(context, type, size, (of) => (draw.chance(0.4) ? effective(context, of, size - 1) : pure(context, of, size - 1)));
}

/** `await step(…)`, or of a helper, of the type; null where there is none or the program has spent all. */
export function called(context: Context, type: Type, size: number): Expression | null {
  const bare = promised(context, type, size);
  return bare && expression(type, "(await ", bare, ")");
}

/** The same without `await`: a promise, printed only where one is taken. */
export function promised(context: Context, type: Type, size: number): Expression | null {
  const { session } = context;
  if (!session.spend(context.times)) return null;
  const argument = (of: Type) => (session.draw.chance(0.3) ? effective(context, of, size - 1) : pure(context, of, size - 1));
  const helpers = [...session.helpers, ...context.helpers].filter(
    (one) => one.gives === type && (!one.effect || (context.effects && context.lanes.length === 0)),
  );
  if (helpers[0] && session.draw.chance(0.4) && session.spend(context.times * 3))
    return helperCall(session.draw.pick(helpers as [Helper, ...Helper[]]), argument, session.draw);
  const risky = session.has("failure") && session.draw.chance(context.risk);
  const fitting = steps.filter((one) => one.gives === type);
  const shapes = fitting.filter((one) => one.fails === true && risky);
  const [first, ...more] = shapes.length > 0 ? shapes : fitting.filter((one) => !one.fails);
  if (!first) return null;
  return callOf(session.draw.pick([first, ...more]), argument);
}

/** A call of a step, without `await`. */
export function callOf({ name, takes, gives }: StepShape, argument: (type: Type) => Expression): Expression {
  return expression(gives, `${name}(`, ...commas(takes.map(argument)), ")");
}

function helperCall(
  { name, takes, gives, pipeline }: Helper,
  argument: (type: Type) => Expression,
  draw: Context["session"]["draw"],
): Expression {
  if (!pipeline) return expression(gives, use(name), "(", ...commas(takes.map(argument)), ")");
  const given = takes.flatMap((type, at) => (draw.chance(0.6) ? [[`p${at}: `, argument(type), ", "]] : []));
  return expression(gives, use(name), "({ ", ...given.flat(), "})");
}

/** `a ? await b : c`, `a && await b`, `a ?? await b`. */
function branched(context: Context, type: Type, size: number): Expression {
  const { draw } = context.session;
  const side = () => (draw.chance(0.7) ? called(context, type, size - 1) : null) ?? pure(context, type, size - 1);
  const condition = draw.chance(0.3) ? called(context, "boolean", size - 1) : null;
  const test = condition ?? pure(context, "boolean", size - 1);
  if (type === "boolean" && draw.chance(0.5)) return expression(type, "(", test, draw.pick([" && ", " || "]), side(), ")");
  if (type === "number" && draw.chance(0.4)) {
    const maybe = called(context, "maybe", size - 1);
    if (maybe) return expression(type, "(", maybe, draw.pick([" ?? ", " || "]), side(), ")");
  }
  return expression(type, "(", test, " ? ", side(), " : ", side(), ")");
}

/** A literal, a variable, or one of the type's forms with parts by `part`. */
function made(context: Context, type: Type, size: number, part: (type: Type) => Expression): Expression {
  const { draw } = context.session;
  const [first, ...more] = variablesOf(context, type);
  const variable = first && expression(type, use(draw.pick([first, ...more]).name));
  if (variable && (size <= 0 || draw.chance(0.5))) return variable;
  if (size <= 0) return literal(context, type);
  const forms = formsOf(context, type, size, part);
  const [form, ...others] = forms;
  return form ? draw.pick([form, ...others])() : (variable ?? literal(context, type));
}

function literal(context: Context, type: Type): Expression {
  const { draw } = context.session;
  if (type === "number") return expression(type, draw.pick(["0", "1", "2", "3", "7", "10", "(-3)"]));
  if (type === "string") return expression(type, draw.pick(['"a"', '"b,c"', '""', '"\\u00e9\\n\\"x"']));
  if (type === "boolean") return expression(type, draw.pick(["true", "false"]));
  if (type === "maybe") return expression(type, "([1, 5].find((one) => one > ", pure(context, "number", 0), ") ?? null)");
  return expression(type, plainText[type]);
}

type Form = () => Expression;
function formsOf(context: Context, type: Type, size: number, part: (type: Type) => Expression): readonly Form[] {
  const { draw } = context.session;
  const either: Form = () => expression(type, "(", part("boolean"), " ? ", part(type), " : ", part(type), ")");
  /** Inside of an arrow function no step may be called. */
  const each = (list: Type, item: Type, before: string, body: (context: Context) => Expression, after = ")"): Expression => {
    const name = context.session.fresh();
    const value = body(withVariable(context, name, item));
    return expression(type, part(list), `${before}(`, declare(name), ") => ", value, after);
  };
  switch (type) {
    case "number":
      return [
        either,
        () => expression(type, "(", part(type), draw.pick([" + ", " - "]), part(type), ")"),
        () => expression(type, "((", part(type), " * ", part(type), ") % 97)"),
        () => expression(type, draw.pick(["Math.max(", "Math.min("]), part(type), ", ", part(type), ")"),
        () => expression(type, part("numbers"), ".length"),
        () => expression(type, "(", part("numbers"), `[${draw.int(0, 2)}] ?? `, part(type), ")"),
        () => expression(type, part("point"), draw.pick([".x", ".y"])),
        () => expression(type, part("numbers"), ".reduce((sum, one) => sum + one, 0)"),
        () => expression(type, "(", part("point"), ".tag?.length ?? 0)"),
        ...(context.session.has("throwingGlue") && draw.chance(0.1)
          ? [() => expression(type, part("points"), `[${draw.int(0, 2)}]!.x`)]
          : []),
      ];
    case "boolean":
      return [
        () => expression(type, "(", part("number"), draw.pick([" > ", " <= "]), part("number"), ")"),
        () => expression(type, "((", part("number"), " % 2) === 0)"),
        () => expression(type, "!", part(type)),
        () => expression(type, "(", part(type), draw.pick([" && ", " || "]), part(type), ")"),
        () => expression(type, part("numbers"), ".includes(", part("number"), ")"),
        () => expression(type, "(", part("string"), ".length > 1)"),
      ];
    case "string":
      return [
        either,
        () => expression(type, "`${", part("number"), "}:${", part(type), "}`"),
        () => expression(type, "String(", part("number"), ")"),
        () => expression(type, part("numbers"), '.join("-")'),
        () => expression(type, "JSON.stringify(", part("point"), ")"),
        () => expression(type, "(", part("point"), ".tag ?? ", part(type), ")"),
      ];
    case "numbers":
      return [
        either,
        () => expression(type, "[", part("number"), ", ", part("number"), "]"),
        () => expression(type, "[...", part(type), ".slice(0, 3), ", part("number"), "]"),
        () => each("numbers", "number", ".map(", (within) => pure(within, "number", size - 1)),
        () => each("numbers", "number", ".filter(", (within) => pure(within, "boolean", size - 1)),
        () => each("points", "point", ".map(", (within) => pure(within, "number", size - 1)),
        () => expression(type, "[...", part(type), "].sort((left, right) => right - left)"),
        () => expression(type, part("grid"), ".flat().slice(0, 4)"),
        () => expression(type, "Object.values({ a: ", part("number"), ", b: ", part("number"), " })"),
      ];
    case "grid":
      return [
        () => expression(type, "[", part("numbers"), ", ", part("numbers"), "]"),
        () => each("numbers", "number", ".map(", (within) => pure(within, "numbers", size - 1)),
      ];
    case "point":
      return [
        either,
        () => expression(type, "({ x: ", part("number"), ", y: ", part("number"), " } as Point)"),
        () => expression(type, "({ ...", part(type), ", x: ", part("number"), " } as Point)"),
        () => expression(type, "({ x: ", part("number"), ", y: 2, tag: ", part("string"), " } as Point)"),
      ];
    case "points":
      return [
        () => expression(type, "[", part("point"), ", ", part("point"), "]"),
        () =>
          each("numbers", "number", ".map(", (within) =>
            expression("point", "({ x: ", pure(within, "number", 1), ", y: 3 } as Point)"),
          ),
      ];
    case "maybe":
      return [
        () =>
          expression(
            type,
            "(",
            each("numbers", "number", ".find(", (within) => pure(within, "boolean", size - 1)),
            " ?? null)",
          ),
      ];
    default:
      return [];
  }
}

export const commas = (parts: readonly Expression[]) => parts.flatMap((part, at) => (at === 0 ? [part] : [", ", part]));
