// A structural expression as JavaScript over its variables, for use inside glue.
import type { Expression, ListItem } from "../../../runtime/contract/index.js";

/** JavaScript that can stand anywhere an operand can. Glue never occurs: what a name holds is plain (see `named`). */
export function renderExpression(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return renderLiteral(JSON.stringify(expression.value));
    case "undefined":
      return "(void 0)";
    case "reference":
      return expression.variable;
    case "select":
      return `${renderExpression(expression.from)}${expression.optional ? "?." : ""}[${JSON.stringify(expression.key)}]`;
    case "list":
      return `[${expression.items.map(renderItem).join(", ")}]`;
    case "object":
      return `({${expression.entries.map((entry) => `${JSON.stringify(entry.key)}: ${renderExpression(entry.value)}`).join(", ")}})`;
    case "not":
      return `(!${renderExpression(expression.of)})`;
    case "and":
      return `(${expression.all.map((part) => `!!${renderExpression(part)}`).join(" && ") || "true"})`;
    case "or":
      return `(${expression.any.map((part) => `!!${renderExpression(part)}`).join(" || ") || "false"})`;
    case "glue":
      throw new Error("Glue inside glue: a value was not named before it was used.");
  }
}

function renderItem(item: ListItem): string {
  return item.kind === "spread" ? `...${renderExpression(item.of)}` : renderExpression(item);
}

function renderLiteral(text: string): string {
  // In an object literal this key would set the prototype.
  if (text.includes('"__proto__"')) return `JSON.parse(${JSON.stringify(text)})`;
  return `(${text})`;
}
