// What runs beside one another: fan-outs over lists, and members of one `Promise.all`.
import { type Context, inFunction, withVariable } from "./context.js";
import { callOf, commas, effective, pure, type StepShape, steps } from "./expressions.js";
import { declared, effect, type Made, randomStatements } from "./statements.js";
import { block, declare, type Expression, expression, fixed, type Part, statement, type Type, typeText, use } from "./syntax.js";

const lists: readonly [Type, ...Type[]] = ["numbers", "numbers", "grid", "points"];
const itemOf: Readonly<Partial<Record<Type, Type>>> = { numbers: "number", grid: "numbers", points: "point" };
const listOf: Readonly<Partial<Record<Type, Type>>> = { number: "numbers", numbers: "grid", point: "points" };

const mayFanOut = ({ session, fanOuts, depth, times }: Context): boolean =>
  depth > 0 && times <= 27 && session.has("fanOut") && fanOuts < (session.has("nestedFanOut") ? 3 : 1);

/** Steps' outputs and parameters as a rule, at most three items. */
function source(context: Context, type: Type): Expression {
  const { draw } = context.session;
  return expression(type, draw.chance(0.5) ? effective(context, type, 2) : pure(context, type, 1), ".slice(0, 3)");
}

/** `const ys = await Promise.all(xs.map(async (x, i) => { … }));` and its shorter forms. */
export function fanOut(context: Context): Made | null {
  const { draw } = context.session;
  if (!mayFanOut(context)) return null;
  const gives = draw.pick<Type>(["number", "number", "numbers", "point"]);
  const list = listOf[gives] as Type;
  if (draw.chance(0.2) && gives === "number" && context.session.spend(context.times * 3))
    return declared(
      context,
      list,
      expression(list, "await Promise.all(", source(context, "numbers"), ".map(", draw.pick(["double", "flaky"]), "))"),
      "fan-out",
    );
  if (draw.chance(0.2)) {
    const length = pure(context, "number", 2);
    const from = ["Array.from({ length: Math.min(3, Math.abs(", length, ")) }, "] as const;
    return declared(
      context,
      list,
      expression(list, "await Promise.all(", ...from, body(context, "number", gives, true), "))"),
      "fan-out",
    );
  }
  const over = draw.pick(lists);
  const known = draw.chance(0.15) && context.session.has("unrolled") && over === "numbers";
  const items = known ? expression(over, "[1, 2, 3]") : source(context, over);
  const each = body(context, itemOf[over] as Type, gives, false);
  return declared(context, list, expression(list, "await Promise.all(", items, ".map(", each, "))"), "fan-out");
}

/** A fan-out for its effects alone. */
export function callback(context: Context): Made | null {
  if (!mayFanOut(context) || !context.session.has("effect") || !context.effects) return null;
  const items = source(context, "numbers");
  return {
    statements: [
      statement("fan-out of effects", "await Promise.all(", items, ".map(", body(context, "number", null, false), "));"),
    ],
    context,
  };
}

/** The function of each item. `counted`: its item is nothing, only its index counts. */
function body(context: Context, item: Type, gives: Type | null, counted: boolean): Expression {
  const { session, lanes } = context;
  const { draw } = session;
  const [name, index, around] = [session.fresh(), session.fresh(), session.fresh().replace("v", "m")];
  const outside = inFunction(context, {
    times: context.times * 3,
    returns: gives,
    lanes: [...lanes, { around, position: index }],
    fanOuts: context.fanOuts + 1,
  });
  const withItem = counted ? outside : withVariable(outside, name, item);
  const inside = withVariable(withItem, index, "number");
  const parameters: readonly Part[] = ["async (", counted ? "_item" : declare(name), ", ", declare(index), ")"];
  if (gives !== null && draw.chance(0.3)) {
    const value = effective(inside, gives, 2);
    if (value.awaits) return expression(gives, ...parameters, `: Promise<${typeText[gives]}> => (`, value, ")");
  }
  // A function without a step is no fan-out's.
  const first = session.fresh();
  const call = fixed(
    "const",
    "const ",
    declare(first),
    ": number = await ",
    callOf(steps[1] as StepShape, (type) => pure(inside, type, 1)),
    ";",
  );
  const { statements, context: end } = randomStatements(withVariable(inside, first, "number"), draw.int(0, 3));
  const last = gives === null ? (effect(end)?.statements ?? []) : [fixed("return", "return ", effective(end, gives, 2), ";")];
  const type = gives === null ? "void" : typeText[gives];
  return expression(gives ?? "number", ...parameters, `: Promise<${type}> => `, block(call, ...statements, ...last));
}

/** A call with arguments that are at hand. */
function bareCall(context: Context): Expression | null {
  const { session } = context;
  if (!session.spend(context.times)) return null;
  const risky = session.has("failure") && session.draw.chance(context.risk);
  const [first, ...more] = steps.filter((one) => one.gives === "number" && (risky || !one.fails));
  return callOf(session.draw.pick([first as StepShape, ...more]), (type) => pure(context, type, 1));
}

/** `const [a, b] = await Promise.all([f(), g()]);` with effects among them. */
export function members(context: Context): Made | null {
  const { session } = context;
  const { draw } = session;
  const around = session.fresh().replace("v", "p");
  const member = (position: number): Expression | null => {
    if (!draw.chance(0.4) || !context.effects || !session.has("effect"))
      // What is awaited inside of a member comes before the members behind it.
      return bareCall(context);
    const lanes = [...context.lanes, { around, position: String(position) }];
    const at = `${session.fresh().replace("v", "e")}@${lanes.map((lane) => lane.around).join(".")}`;
    const lane = lanes.map((one) => expression("number", /^\d+$/.test(one.position) ? one.position : use(one.position)));
    return expression("number", `stamp(${JSON.stringify(at)}, [`, ...commas(lane), "], ", pure(context, "number", 1), ")");
  };
  const [a, b] = [member(0), member(1)];
  if (!a || !b || !session.spend(context.times)) return null;
  const names = [session.fresh(), session.fresh()] as const;
  const made = statement(
    "Promise.all",
    "const [",
    declare(names[0]),
    ", ",
    declare(names[1]),
    "] = await Promise.all([",
    a,
    ", ",
    b,
    "]);",
  );
  return { statements: [made], context: withVariable(withVariable(context, names[0], "number"), names[1], "number") };
}
