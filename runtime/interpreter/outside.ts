// What an expression of a `try`'s body uses outside of that body: for what is inside stands the try itself.
import { type Expression, usesOf, type VariableId } from "../contract/index.js";
import { type Definition, type Place, standsIn, type Table } from "./table.js";

/** The variables defined outside of `body` that these expressions use, through lets, joins and gathers inside. */
export function usedOutside(table: Table, body: Place, expressions: readonly Expression[]): readonly VariableId[] {
  const found = new Set<VariableId>();
  const seen = new Set<VariableId>();
  const open = expressions.flatMap(usesOf);
  for (let variable = open.pop(); variable !== undefined; variable = open.pop()) {
    if (seen.has(variable)) continue;
    seen.add(variable);
    const definition = table.variables.get(variable);
    if (definition && standsIn(definition.place, body)) open.push(...expressionsOf(definition).flatMap(usesOf));
    else found.add(variable);
  }
  return [...found];
}

function expressionsOf(definition: Definition): readonly Expression[] {
  switch (definition.kind) {
    case "let":
      return [definition.node.value];
    case "join":
      return [definition.node.condition, definition.join.then, definition.join.otherwise];
    case "item":
      return [definition.node.over];
    case "gather":
      return [definition.node.over, definition.node.result];
    case "tryJoin":
      return [definition.join.then, definition.join.otherwise];
    case "snapshot":
      return [definition.snapshot.before, ...definition.snapshot.at.map(({ value }) => value)];
    default:
      return [];
  }
}
