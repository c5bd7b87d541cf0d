// `if` and `switch`.
import { type Context, inner } from "./context.js";
import { effective, pure } from "./expressions.js";
import { type Made, randomBlock } from "./statements.js";
import { type Block, type Part, type Statement, statement } from "./syntax.js";

const condition = (context: Context) =>
  context.session.draw.chance(0.5) ? effective(context, "boolean", 2) : pure(context, "boolean", 2);

/** `if … else if … else`. */
export function branch(context: Context): Made | null {
  const { draw } = context.session;
  if (context.depth <= 0) return null;
  const side = () => randomBlock(inner(context), draw.int(1, 3));
  const parts: Part[] = ["if (", condition(context), ") ", side()];
  for (let more = draw.pick([0, 0, 0, 1, 2]); more > 0; more--) parts.push(" else if (", condition(context), ") ", side());
  if (draw.chance(0.5)) parts.push(" else ", side());
  return { statements: [statement("if", ...parts)], context };
}

/** `switch` with grouped cases, a default anywhere, and cases that fall through. */
export function choice(context: Context): Made | null {
  const { draw, has } = context.session;
  if (context.depth <= 0) return null;
  const inside = inner(context, { jumps: context.jumps === "none" ? "none" : "continue" });
  const count = draw.int(2, 4);
  const fallback = draw.int(0, count);
  const parts: Part[] = ["switch (Math.abs(", effective(context, "number", 2), " % 4)) {\n"];
  for (let at = 0; at < count; at++) {
    if (at === fallback) parts.push("default: ", caseBlock(inside, has("fallThrough") && draw.chance(0.3)), "\n");
    if (draw.chance(0.2)) parts.push(`case ${at + 4}:\n`);
    parts.push(`case ${at}: `, caseBlock(inside, has("fallThrough") && draw.chance(0.3)), "\n");
  }
  return { statements: [statement("switch", ...parts, "}")], context };
}

function caseBlock(context: Context, falls: boolean): Block {
  const { statements } = randomBlock(context, context.session.draw.int(1, 2));
  const end: readonly Statement[] = falls ? [] : [statement("case end", "break;")];
  return { kind: "block", statements: [...statements, ...end] };
}
