// `try`, with a handler, an end, or both.
import { type Context, inner, withVariable } from "./context.js";
import { declared, type Made, randomBlock, randomStatements } from "./statements.js";
import { block, declare, expression, type Part, statement, use } from "./syntax.js";

/** `try … catch … finally`. */
export function attempt(context: Context): Made | null {
  const { session, depth } = context;
  const { draw } = session;
  if (depth <= 0 || !session.has("try")) return null;
  const caught = draw.chance(0.85);
  const parts: Part[] = ["try ", randomBlock(inner(context, { risk: 0.5 }), draw.int(1, 4))];
  if (caught) parts.push(...handler(context));
  // Nothing leaves the end of a `try`.
  if (!caught || draw.chance(0.3))
    parts.push(
      " finally ",
      randomBlock(inner(context, { returns: null, jumps: "none", risk: context.risk / 2 }), draw.int(1, 2)),
    );
  return { statements: [statement("try", ...parts)], context };
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
