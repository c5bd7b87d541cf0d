// Loops: over what is known, over lists of a run, and while something holds. None goes round more than three times.
import { type Context, inner, withVariable } from "./context.js";
import { called, effective, pure } from "./expressions.js";
import { declared, type Made, randomStatements, reassign, write } from "./statements.js";
import { assign, type Block, block, declare, fixed, type Part, type Statement, statement, type Type, use } from "./syntax.js";

const round = (context: Context, more: Partial<Context> = {}): Context =>
  inner(context, { times: context.times * 3, jumps: "all", ...more });

const loopBlock = (context: Context, before: readonly Statement[] = []): Block =>
  block(...before, ...carrying(randomStatements(context, context.session.draw.int(1, 3))));

/** A loop for nothing is rare: it fills what it is to fill, or changes a variable from outside. */
function carrying({ statements, context }: Made): readonly Statement[] {
  const last =
    context.filled && context.session.draw.chance(0.8)
      ? write(context)
      : context.session.draw.chance(0.5)
        ? reassign(context)
        : null;
  return [...statements, ...(last?.statements ?? [])];
}

const mayLoop = ({ depth, times }: Context): boolean => depth > 0 && times <= 9;

/** Over literals: unrolled. */
export function knownLoop(context: Context): Made | null {
  const { draw, fresh, has } = context.session;
  if (!mayLoop(context) || !has("unrolled")) return null;
  const name = fresh();
  const inside = withVariable(round(context), name, "number");
  const head: readonly Part[] = draw.chance(0.5)
    ? ["for (const ", declare(name), " of [", draw.pick(["1, 2", "3, 5, 8", "0, 1, 2"]), "]) "]
    : ["for (let ", declare(name), " = 0; ", use(name), ` < ${draw.int(1, 3)}; `, assign(name), "++) "];
  return { statements: [statement("known loop", ...head, loopBlock(inside))], context };
}

/** Over a list of the run. */
export function forOf(context: Context): Made | null {
  const made = overList(context, null);
  return made && { statements: [made], context };
}

function overList(context: Context, filled: Context["filled"]): Statement | null {
  const { draw, fresh, has } = context.session;
  if (!mayLoop(context) || !has("forOf")) return null;
  const name = fresh();
  const over = draw.pick<Type>(["numbers", "numbers", "points"]);
  const list = draw.chance(0.5) ? effective(context, over, 2) : pure(context, over, 1);
  const inside = withVariable(round(context, filled ? { filled } : {}), name, over === "numbers" ? "number" : "point");
  return statement("for of", "for (const ", declare(name), " of ", list, ".slice(0, 3)) ", loopBlock(inside));
}

/** A list or an object that a loop fills. */
export function fill(context: Context): Made | null {
  const { draw, fresh, has } = context.session;
  const keyed = draw.chance(0.3);
  const name = fresh();
  const filled = { name, keyed };
  const loop = has("forOf") && draw.chance(0.6) ? overList(context, filled) : knownFill(context, filled);
  if (!loop) return null;
  const type = keyed ? "Record<string, number> = {}" : "number[] = []";
  const start = statement("const", "const ", declare(name), `: ${type};`);
  if (!keyed) return { statements: [start, loop], context: withVariable(context, name, "numbers") };
  const read = declared(
    context,
    "numbers",
    { kind: "expression", type: "numbers", awaits: false, parts: ["Object.values(", use(name), ")"] },
    "const",
  );
  return { statements: [start, loop, ...read.statements], context: read.context };
}

function knownFill(context: Context, filled: NonNullable<Context["filled"]>): Statement | null {
  if (!mayLoop(context) || !context.session.has("unrolled")) return null;
  const name = context.session.fresh();
  const inside = withVariable(round(context, { filled }), name, "number");
  return statement("known loop", "for (const ", declare(name), " of [1, 2, 4]) ", loopBlock(inside));
}

/** `while` and `for (;;)` over a value of a step's, with a count that ends them. */
export function whileLoop(context: Context): Made | null {
  const { draw, fresh, has } = context.session;
  if (!mayLoop(context) || !has("loop")) return null;
  const count = fresh();
  const state = declared(context, "number", called(context, "number", 1) ?? pure(context, "number", 1), "let", true);
  const inside = round(state.context);
  const condition = pure(state.context, "boolean", 2);
  const counted = fixed("count", assign(count), " += 1;");
  const start = statement("let", "let ", declare(count), " = 0;");
  const whole = draw.chance(0.6)
    ? statement("while", "while (", use(count), " < 3 && ", condition, ") ", loopBlock(inside, [counted]))
    : statement(
        "for (;;)",
        "for (;;) ",
        loopBlock(inside, [
          counted,
          fixed("jump", "if (", use(count), " > 3 || !", condition, ") ", block(fixed("break", "break;"))),
        ]),
      );
  return { statements: [...state.statements, start, whole], context: state.context };
}

/** `do … while`. */
export function doLoop(context: Context): Made | null {
  const { fresh, has } = context.session;
  if (!mayLoop(context) || !has("loop")) return null;
  const count = fresh();
  const body = loopBlock(round(context), [fixed("count", assign(count), " += 1;")]);
  const condition = context.session.draw.chance(0.3) ? effective(context, "boolean", 1) : pure(context, "boolean", 1);
  const start = statement("let", "let ", declare(count), " = 0;");
  const whole = statement("do", "do ", body, " while (", use(count), " < 3 && ", condition, ");");
  return { statements: [start, whole], context };
}
