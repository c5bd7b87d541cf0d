// Expressions as people read them: the author's names and text, on one line.

import type { Pipeline } from "../../compiler/ir/index.js";
import type { Expression, ListItem, VariableId } from "../../runtime/contract/index.js";

/** The text of an expression with the author's names: `best.accuracy > threshold`. */
export function textOf(expression: Expression, pipeline: Pipeline): string {
  const glue = new Map(pipeline.glue.map((definition) => [definition.id, definition.text]));
  const name = (variable: VariableId): string => pipeline.names.get(variable) ?? withoutNumber(variable);
  const item = (of: ListItem): string => (of.kind === "spread" ? `...${say(of.of)}` : say(of));
  const say = (of: Expression): string => {
    switch (of.kind) {
      case "literal":
        return JSON.stringify(of.value);
      case "undefined":
        return "undefined";
      case "reference":
        return name(of.variable);
      case "select":
        return select(of.from, of.key, of.optional === true);
      case "list":
        return `[${of.items.map(item).join(", ")}]`;
      case "object":
        return `{ ${of.entries.map((entry) => `${entry.key}: ${say(entry.value)}`).join(", ")} }`;
      case "not":
        return /^[\w$.]+$/.test(say(of.of)) ? `!${say(of.of)}` : `!(${say(of.of)})`;
      case "and":
        return of.all.map(part).join(" && ");
      case "or":
        return of.any.map(part).join(" || ");
      case "glue":
        return bodyOf(glue.get(of.glue) ?? of.glue, of.uses, name, pipeline.parameters.variable);
    }
  };
  const part = (of: Expression): string => (of.kind === "and" || of.kind === "or" ? `(${say(of)})` : say(of));
  const select = (from: Expression, key: string | number, optional: boolean): string => {
    // Parameters are one object that the author has destructured: her names are its keys.
    if (from.kind === "reference" && from.variable === pipeline.parameters.variable && typeof key === "string") return key;
    const mark = optional ? "?." : ".";
    if (typeof key === "string" && /^[A-Za-z_$][\w$]*$/.test(key)) return `${say(from)}${mark}${key}`;
    return `${say(from)}${optional ? "?." : ""}[${JSON.stringify(key)}]`;
  };
  return say(expression).replace(/\s+/g, " ").trim();
}

/** The body of an arrow function's text, its parameters under the author's names. */
function bodyOf(
  text: string,
  uses: readonly VariableId[],
  name: (variable: VariableId) => string,
  parameters: VariableId,
): string {
  const arrow = text.indexOf("=>");
  if (arrow < 0) return text;
  let body = text.slice(arrow + 2).trim();
  // Members are written in brackets by the compiler; of the parameters only the author's names are left.
  const member = (before: string, flags: string) => new RegExp(`${before}\\["([A-Za-z_$][\\w$]*)"\\]`, flags);
  body = body.replace(member(parameters.replaceAll("$", "\\$"), "g"), "$1");
  body = body.replace(member("(?<=[\\w$\\])])", "g"), ".$1");
  for (const variable of new Set(uses)) body = body.replaceAll(variable, () => name(variable));
  if (body.startsWith("(") && body.endsWith(")") && closes(body)) body = body.slice(1, -1);
  // Of `(error as Error).message` the compiler keeps the parentheses.
  return body.replace(/\b([A-Za-z_]\w*)\$\d+\b/g, "$1").replace(/(?<![\w$)\]])\(([A-Za-z_$][\w$]*)\)(?=\.)/g, "$1");
}

/** Whether the first parenthesis is closed by the last character. */
function closes(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")" && --depth === 0) return at === text.length - 1;
  }
  return false;
}

function withoutNumber(variable: string): string {
  return variable.replace(/\$\d+$/, "");
}
