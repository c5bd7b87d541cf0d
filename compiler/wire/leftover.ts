// Expressions that may throw and that no task is sure to evaluate: the plain call would throw, so the `end` gate evaluates them.
import {
  canonicalJson,
  type Expression,
  type IfNode,
  type NodeId,
  type TryNode,
  usesOf,
  type VariableId,
} from "../../runtime/contract/index.js";
import { definitionOf } from "./definition.js";
import { encloses, isBlock, type Place, type Scope, type Scopes } from "./scope.js";
import type { Throws } from "./throws.js";

/**
 * The nodes whose own expressions are left over, in program order.
 * @param evaluated what tasks evaluate whenever the scope is entered, beside the arguments of calls.
 */
export function leftoverNodes(
  scopes: Scopes,
  throws: Throws,
  evaluated: readonly { readonly expression: Expression; readonly scope: Scope }[],
): readonly NodeId[] {
  const sure = new Set<string>();
  /** Marks what is evaluated whenever `expression` is, and stands in the same scope: an outer let is evaluated for more than this. */
  const mark = (expression: Expression, scope: Scope): void => {
    for (const variable of strictUses(expression)) markVariable(variable, scope);
  };
  const marked = new Set<VariableId>();
  const markVariable = (variable: VariableId, scope: Scope): void => {
    const definition = definitionOf(scopes, variable);
    if (definition.scope !== scope || marked.has(variable)) return;
    marked.add(variable);
    switch (definition.kind) {
      case "let":
        sure.add(definition.node.id);
        mark(definition.node.value, scope);
        break;
      case "join":
        sure.add(`${definition.node.id} condition`).add(`${definition.node.id} ${variable}`);
        mark(definition.node.condition, scope);
        mark(definition.join.then, definition.then);
        mark(definition.join.otherwise, definition.otherwise);
        break;
      case "gather":
        sure.add(`${definition.node.id} over`).add(`${definition.node.id} result`);
        mark(definition.node.over, scope);
        mark(definition.node.result, definition.body);
        break;
      case "outcome":
        sure.add(`${definition.node.id} ${variable}`);
        mark(definition.join.otherwise, definition.handler);
        break;
    }
  };
  for (const { expression, scope } of evaluated) mark(expression, scope);
  const isEvaluated = (expression: Expression, scope: Scope): boolean => {
    const key = canonicalJson(expression);
    return evaluated.some((one) => encloses(one.scope, scope) && canonicalJson(one.expression) === key);
  };
  for (const { node, scope } of scopes.places) {
    if (node.kind === "if" && throwingParts(node.condition, throws).every((part) => isEvaluated(part, scope))) {
      sure.add(`${node.id} condition`);
    }
    if (node.kind === "map" && isEvaluated(node.over, scope)) sure.add(`${node.id} over`);
  }
  for (const { node, scope } of scopes.places) {
    if (node.kind !== "call") continue;
    mark(node.arguments, scope);
    for (const id of node.after) {
      const before = scopes.placeOf.get(id)?.node;
      if (before?.kind === "let") markVariable(before.out, scope);
    }
  }
  // What stands in the body of a `try` its gate evaluates; a block all that is in it.
  const judged = (place: Place): boolean => place.scope.domain !== null || place.scope.block !== null || isBlock(place);
  return scopes.places.filter((place) => !judged(place) && isLeftOver(place.node, sure, throws)).map(({ node }) => node.id);
}

function isLeftOver(node: Place["node"], sure: ReadonlySet<string>, throws: Throws): boolean {
  switch (node.kind) {
    case "let":
      return throws.itself(node.value) && !sure.has(node.id);
    case "throw":
      return true;
    case "if":
      return (throws.itself(node.condition) && !sure.has(`${node.id} condition`)) || joinLeftOver(node, sure, throws);
    case "try":
      return joinLeftOver(node, sure, throws);
    case "map":
      return (
        (throws.itself(node.over) && !sure.has(`${node.id} over`)) ||
        (throws.itself(node.result) && !sure.has(`${node.id} result`))
      );
    default:
      return false;
  }
}

function joinLeftOver({ id, joins }: IfNode | TryNode, sure: ReadonlySet<string>, throws: Throws): boolean {
  return joins.some((join) => (throws.itself(join.then) || throws.itself(join.otherwise)) && !sure.has(`${id} ${join.out}`));
}

/** The parts of a condition that may throw, as formula.ts splits it. */
function throwingParts(expression: Expression, throws: Throws): readonly Expression[] {
  if (expression.kind === "not") return throwingParts(expression.of, throws);
  if (expression.kind === "and" || expression.kind === "or") {
    const [first, ...later] = expression.kind === "and" ? expression.all : expression.any;
    if (first && !later.some(throws.itself)) return throwingParts(first, throws);
  }
  return throws.itself(expression) ? [expression] : [];
}

/** The variables whose values an evaluation reads in every case: not those behind the first part of `&&` and `||`. */
function strictUses(expression: Expression): readonly VariableId[] {
  switch (expression.kind) {
    case "not":
      return strictUses(expression.of);
    case "and":
      return expression.all[0] ? strictUses(expression.all[0]) : [];
    case "or":
      return expression.any[0] ? strictUses(expression.any[0]) : [];
    case "select":
      return strictUses(expression.from);
    case "list":
      return expression.items.flatMap((item) => strictUses(item.kind === "spread" ? item.of : item));
    case "object":
      return expression.entries.flatMap((entry) => strictUses(entry.value));
    default:
      return usesOf(expression);
  }
}
