// Random statements: simple ones here, compounds in files of their own. Each maker gives statements and what is known behind them.

import { branch, choice } from "./branches.js";
import { type Context, type Variable, withVariable } from "./context.js";
import { called, commas, effective, promised, pure } from "./expressions.js";
import { callback, fanOut, members } from "./fan-outs.js";
import { localHelper } from "./functions.js";
import { doLoop, fill, forOf, knownLoop, whileLoop } from "./loops.js";
import { assign, type Block, declare, expression, type Statement, statement, type Type, typeText, use } from "./syntax.js";
import { attempt } from "./try.js";

export interface Made {
  readonly statements: readonly Statement[];
  readonly context: Context;
}
type Maker = (context: Context) => Made | null;

const types: readonly [Type, ...Type[]] = [
  "number",
  "number",
  "number",
  "numbers",
  "string",
  "boolean",
  "point",
  "grid",
  "points",
];

/** The makers, each as often as its weight says. */
const makers: readonly (readonly [number, Maker])[] = [
  [8, constant],
  [4, variable],
  [9, reassign],
  [2, destructure],
  [4, effect],
  [2, promises],
  [2, members],
  [5, branch],
  [3, choice],
  [6, fanOut],
  [2, callback],
  [3, knownLoop],
  [3, forOf],
  [2, fill],
  [3, whileLoop],
  [1, doLoop],
  [5, attempt],
  [1, leave],
  [2, jump],
  [3, write],
  [1, localHelper],
  [1, fail],
];
const weighted: readonly Maker[] = makers.flatMap(([weight, maker]) => Array.from({ length: weight }, () => maker));

/** A block of about `size` statements. */
export function randomBlock(context: Context, size: number): Block {
  return { kind: "block", statements: randomStatements(context, size).statements };
}

export function randomStatements(context: Context, size: number): Made {
  const { draw } = context.session;
  const statements: Statement[] = [];
  let at = context;
  for (let left = size; left > 0 && context.session.room(); left--) {
    // Not everything may stand everywhere.
    for (let tries = 5; tries > 0; tries--) {
      const made = draw.pick(weighted as [Maker, ...Maker[]])(at);
      if (!made) continue;
      statements.push(...made.statements);
      at = made.context;
      break;
    }
  }
  return { statements, context: at };
}

/** `const a: number = …;` */
export function declared(
  context: Context,
  type: Type,
  value: Statement["parts"][number],
  construct: string,
  writable = false,
): Made {
  const name = context.session.fresh();
  const made = statement(construct, writable ? "let " : "const ", declare(name), `: ${typeText[type]} = `, value, ";");
  return { statements: [made], context: withVariable(context, name, type, writable) };
}

function constant(context: Context): Made {
  const { draw } = context.session;
  const type = draw.chance(0.1) ? "maybe" : draw.pick(types);
  const value = type === "maybe" ? called(context, type, 2) : effective(context, type, 3);
  return declared(context, type, value ?? pure(context, type, 2), "const");
}

function variable(context: Context): Made {
  const { draw } = context.session;
  const type = draw.pick<Type>(["number", "number", "numbers", "string", "boolean"]);
  return declared(context, type, draw.chance(0.4) ? effective(context, type, 2) : pure(context, type, 1), "let", true);
}

const writable = (context: Context): readonly Variable[] => context.variables.filter((one) => one.writable);

/** A write to a variable that is there. */
export function reassign(context: Context): Made | null {
  const { draw } = context.session;
  const [first, ...more] = writable(context);
  if (!first) return null;
  const { name, type } = draw.pick([first, ...more]);
  const added = (type === "number" || type === "string") && draw.chance(0.4);
  const value = effective(context, type, 2);
  return { statements: [statement("assignment", assign(name), added ? " += " : " = ", value, ";")], context };
}

function destructure(context: Context): Made {
  const { draw, fresh } = context.session;
  const names = [fresh(), fresh(), fresh()] as const;
  const [a, b, c] = names;
  if (draw.chance(0.5)) {
    const value = draw.chance(0.5) ? called(context, "point", 2) : null;
    const source = value ?? pure(context, "point", 2);
    const made = statement(
      "destructuring",
      "const { x: ",
      declare(a),
      ", tag: ",
      declare(b),
      ' = "none", ...',
      declare(c),
      " }: Point = ",
      source,
      ";",
    );
    const rest = fresh();
    const read = statement("destructuring", "const ", declare(rest), ": number = ", use(c), ".y;");
    const all = withVariable(withVariable(withVariable(context, a, "number"), b, "string"), rest, "number");
    return { statements: [made, read], context: all };
  }
  const source = (draw.chance(0.5) ? called(context, "numbers", 2) : null) ?? pure(context, "numbers", 2);
  const made = statement(
    "destructuring",
    "const [",
    declare(a),
    " = 4, ",
    declare(b),
    " = ",
    pure(context, "number", 1),
    ", ...",
    declare(c),
    "]: number[] = ",
    source,
    ";",
  );
  return {
    statements: [made],
    context: withVariable(withVariable(withVariable(context, a, "number"), b, "number"), c, "numbers"),
  };
}

/** A call with an effect, which says where it stands. */
export function effect(context: Context): Made | null {
  const { session, lanes } = context;
  const { draw } = session;
  if (!session.has("effect") || !context.effects || !session.spend(context.times)) return null;
  const at = `${session.fresh().replace("v", "e")}@${lanes.map((lane) => lane.around).join(".")}`;
  const lane = lanes.flatMap(({ position }, place) => [
    ...(place === 0 ? [] : [", "]),
    /^\d+$/.test(position) ? position : use(position),
  ]);
  const head = (name: string) => [`await ${name}(${JSON.stringify(at)}, [`, ...lane, "], "] as const;
  const kind = draw.pick(["note", "tell", "stamp"]);
  if (kind === "stamp") {
    const value = expression("number", ...head("stamp"), pure(context, "number", 2), ")");
    return declared(context, "number", value, "effect");
  }
  const type = kind === "note" ? "number" : "string";
  const value = draw.chance(0.3) ? effective(context, type, 2) : pure(context, type, 2);
  return { statements: [statement("effect", ...head(kind), value, ");")], context };
}

/** Two calls that are begun and awaited later. They do not fail: an unawaited failure is nobody's yet. */
function promises(context: Context): Made | null {
  const { session } = context;
  if (!session.has("promise")) return null;
  const safe = { ...context, risk: 0, helpers: [], session: { ...session, helpers: [] } };
  const [a, b] = [promised(safe, "number", 1), promised(safe, "number", 1)];
  if (!a || !b) return null;
  const [p, q] = [session.fresh(), session.fresh()];
  const between = declared(context, "number", pure(context, "number", 2), "const");
  const first = declared(between.context, "number", expression("number", "await ", use(p)), "promise");
  const second = declared(first.context, "number", expression("number", "(await ", use(q), ") + 1"), "promise");
  return {
    statements: [
      statement("promise", "const ", declare(p), " = ", a, ";"),
      statement("promise", "const ", declare(q), " = ", b, ";"),
      ...[between, first, second].flatMap((one) => one.statements),
    ],
    context: second.context,
  };
}

/** An early `return` under a condition. */
function leave(context: Context): Made | null {
  const { returns } = context;
  if (returns === null) return null;
  const type = returns === "any" ? "number" : returns;
  const value =
    returns === "any" ? expression("number", "{ early: ", pure(context, "number", 2), " }") : effective(context, type, 2);
  const taken: Block = { kind: "block", statements: [statement("return", "return ", value, ";")] };
  return { statements: [statement("early return", "if (", pure(context, "boolean", 2), ") ", taken)], context };
}

function jump(context: Context): Made | null {
  const { draw } = context.session;
  if (context.jumps === "none") return null;
  const word = context.jumps === "all" ? draw.pick(["break;", "continue;"]) : "continue;";
  const condition = draw.chance(0.4) ? effective(context, "boolean", 2) : pure(context, "boolean", 2);
  const taken: Block = { kind: "block", statements: [statement(word, word)] };
  return { statements: [statement("jump", "if (", condition, ") ", taken)], context };
}

/** Fills what a loop around fills. */
export function write(context: Context): Made | null {
  const { filled } = context;
  if (!filled) return null;
  const value = effective(context, "number", 2);
  const made = filled.keyed
    ? statement("keyed write", assign(filled.name), "[`k${", pure(context, "number", 0), "}`] = ", value, ";")
    : statement("push", assign(filled.name), ".push(", value, ");");
  return { statements: [made], context };
}

function fail(context: Context): Made | null {
  const { session } = context;
  if (!session.has("throw") || !session.draw.chance(context.risk * 2)) return null;
  const thrown = statement("throw", "throw new Error(`thrown ${", pure(context, "number", 1), "}`);");
  const taken: Block = { kind: "block", statements: [thrown] };
  const condition = session.draw.chance(0.4) ? effective(context, "boolean", 2) : pure(context, "boolean", 2);
  return { statements: [statement("throw", "if (", condition, ") ", taken)], context };
}

export { commas };
