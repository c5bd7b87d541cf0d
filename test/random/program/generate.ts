// One random program.
import type { Context, Draw, Helper, Session, Switch, Variable } from "./context.js";
import { moduleHelper, otherPipeline } from "./functions.js";
import { randomStatements } from "./statements.js";
import { block, declare, fixed, type Part, type Program, type Statement, type Type, use } from "./syntax.js";

const parameters: readonly (readonly [string, Type, string])[] = [
  ["n", "number", "n: number"],
  ["m", "number", "m?: number"],
  ["flag", "boolean", "flag?: boolean"],
  ["mode", "string", 'mode?: "a" | "bc" | "def"'],
  ["xs", "numbers", "xs: number[]"],
  ["table", "grid", "table?: number[][]"],
];
const pattern = '{ n, m = 2, flag = false, mode = "bc", xs, table = [[1, 2], [3]] }';

/** Draws a program over the constructs that are switched on. */
export function randomProgram(draw: Draw, has: (feature: Switch) => boolean): Program {
  const count = { names: 0, calls: draw.int(20, 120), statements: draw.int(4, 24) };
  const helpers: Helper[] = [];
  const session: Session = {
    draw,
    has,
    fresh: () => `v${++count.names}`,
    spend: (calls) => {
      if (count.calls < calls) return false;
      count.calls -= calls;
      return true;
    },
    room: () => --count.statements >= 0,
    helpers,
  };
  const empty: Context = {
    ...{ session, variables: [], helpers: [], depth: 1, times: 1, jumps: "none", returns: null, lanes: [], effects: true },
    ...{ risk: draw.pick([0, 0, 0.1, 0.3]), filled: null, fanOuts: 0 },
  };
  const declarations: Statement[] = [];
  const declareWith = (make: typeof moduleHelper): void => {
    const { declaration, helper } = make(empty);
    declarations.push(declaration);
    helpers.push(helper);
  };
  if (has("helper") && draw.chance(0.3)) declareWith(moduleHelper);
  if (has("pipeline") && draw.chance(0.2)) declareWith(otherPipeline);
  const variables: Variable[] = parameters.map(([name, type]) => ({ name, type, writable: false }));
  // A pipeline without a step is none.
  const first = session.fresh();
  const start = fixed("const", "const ", declare(first), ": number = await double(n);");
  variables.push({ name: first, type: "number", writable: false });
  const changing = session.fresh();
  const changed = fixed("let", "let ", declare(changing), `: number = ${draw.int(-2, 9)};`);
  variables.push({ name: changing, type: "number", writable: true });
  const made = randomStatements({ ...empty, variables, depth: draw.int(1, 4), returns: "any" }, draw.int(3, 9));
  return {
    declarations,
    parameters: { pattern, type: `{ ${parameters.map(([, , type]) => type).join("; ")} }` },
    body: block(start, changed, ...made.statements, resultOf(made.context)),
    values: randomValues(draw),
  };
}

/** All that is known at the end. */
function resultOf({ variables }: Context): Statement {
  const seen = variables
    .filter((one) => one.type !== "error")
    .slice(parameters.length)
    .slice(-8);
  const entries = seen.flatMap((one, at): readonly Part[] => [`r${at}: `, use(one.name), ", "]);
  return fixed("return", "return { ", ...entries, "n };");
}

function randomValues(draw: Draw): Readonly<Record<string, unknown>> {
  const numbers = (): readonly number[] => Array.from({ length: draw.int(0, 3) }, () => draw.int(-2, 12));
  return {
    n: draw.int(-3, 12),
    ...(draw.chance(0.5) ? { m: draw.int(0, 5) } : {}),
    ...(draw.chance(0.5) ? { flag: draw.chance(0.7) } : {}),
    ...(draw.chance(0.3) ? { mode: draw.pick(["a", "def"]) } : {}),
    xs: numbers(),
    ...(draw.chance(0.4) ? { table: Array.from({ length: draw.int(0, 3) }, numbers) } : {}),
  };
}
