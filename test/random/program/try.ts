// `try`, with a handler, an end, or both.
import { type Context, inner, withVariable } from "./context.js";
import { callOf, pure, type StepShape, steps } from "./expressions.js";
import { declared, type Made, randomBlock, randomStatements, reassign } from "./statements.js";
import { type Block, block, declare, expression, type Part, statement, use } from "./syntax.js";

/** `try … catch … finally`. */
export function attempt(context: Context): Made | null {
  const { session, depth } = context;
  const { draw } = session;
  if (depth <= 0 || !session.has("try")) return null;
  const caught = draw.chance(0.85);
  const parts: Part[] = ["try ", tried(inner(context, { risk: 0.6 }))];
  if (caught) parts.push(...handler(context));
  // Nothing leaves the end of a `try`.
  if (!caught || draw.chance(0.3))
    parts.push(
      " finally ",
      randomBlock(inner(context, { returns: null, jumps: "none", risk: context.risk / 2 }), draw.int(1, 2)),
    );
  return { statements: [statement("try", ...parts)], context };
}

/** With something that may well fail among the rest. */
function tried(context: Context): Block {
  const { session } = context;
  const { draw } = session;
  const begun = randomStatements(context, draw.int(0, 2));
  // The handler sees what was written before the failure, and only that.
  const written = draw.chance(0.5) ? reassign(begun.context) : null;
  const before: Made = { statements: [...begun.statements, ...(written?.statements ?? [])], context: begun.context };
  const step = steps.filter((one) => one.fails)[draw.int(0, 1)] as StepShape;
  const fails = session.has("failure") && draw.chance(0.7) && session.spend(context.times);
  const value = fails
    ? expression(
        step.gives,
        "await ",
        callOf(step, (type) => pure(before.context, type, 2)),
      )
    : null;
  const middle = value ? declared(before.context, step.gives, value, "const") : before;
  const after = randomStatements(middle.context, draw.int(1, 3));
  return block(...before.statements, ...(value ? middle.statements : []), ...after.statements);
}

function handler(context: Context): readonly Part[] {
  const { session } = context;
  const { draw } = session;
  if (draw.chance(0.15)) return [" catch ", randomBlock(inner(context), draw.int(0, 2))];
  const name = session.fresh();
  const read = draw.chance(0.5)
    ? expression("string", "(", use(name), " as Error).message")
    : expression("string", use(name), " instanceof Error ? `${", use(name), ".name}/${", use(name), '.message}` : "?"');
  const message = declared(withVariable(inner(context), name, "error"), "string", read, "catch");
  const rest = randomStatements(message.context, draw.int(1, 2));
  const again = draw.chance(0.12) ? [statement("rethrow", "throw ", use(name), ";")] : [];
  return [" catch (", declare(name), ") ", block(...message.statements, ...rest.statements, ...again)];
}
