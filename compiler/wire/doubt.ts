// Which blocked fan-outs may report a failure that is no trouble of what they gather: a call beside the way to the result.
import { type Expression, type NodeId, usesOf } from "../../runtime/contract/index.js";
import { type Definition, definitionOf } from "./definition.js";
import { encloses, type Place, type Scope, type Scopes } from "./scope.js";
import type { Throws } from "./throws.js";

/** Whether something in the body of a blocked fan-out (`within`: all of it) may fail although its gather has no trouble. */
export function failsBesideGather(scopes: Scopes, throws: Throws, { node, inside }: Place, within: readonly Place[]): boolean {
  const body = inside[0];
  if (node.kind !== "map" || !body) return false;
  if (throws.itself(node.result) || within.some((place) => throwsByItself(place, throws))) return true;
  const feeding = callsBehind(scopes, node.result, body);
  return within.some((place) => place.node.kind === "call" && !feeding.has(place.node.id));
}

/** Whatever throws but in a call's arguments; and every `try`, of which a part may have trouble that nobody reads. */
function throwsByItself({ node }: Place, throws: Throws): boolean {
  switch (node.kind) {
    case "let":
      return throws.itself(node.value);
    case "if":
      return [node.condition, ...node.joins.flatMap((join) => [join.then, join.otherwise])].some(throws.itself);
    case "map":
      return [node.over, node.result].some(throws.itself);
    case "loop":
      return [node.again, ...node.carried.flatMap(({ init, next }) => [init, next])].some(throws.itself);
    case "try":
      return true;
    default:
      return false;
  }
}

/** The calls in `body` whose trouble is the expression's. */
function callsBehind(scopes: Scopes, expression: Expression, body: Scope): ReadonlySet<NodeId> {
  const calls = new Set<NodeId>();
  const seen = new Set<Definition | Place | Scope>();
  const once = (key: Definition | Place | Scope, visit: () => void): void => {
    if (seen.has(key)) return;
    seen.add(key);
    visit();
  };
  const ofAll = (expressions: readonly Expression[]): void => {
    for (const use of expressions.flatMap(usesOf)) {
      const definition = definitionOf(scopes, use);
      if (encloses(body, definition.scope)) once(definition, () => ofDefinition(definition));
    }
  };
  const ofScope = (scope: Scope): void => {
    if (scope === body || !scope.parent) return;
    const { entry, parent } = scope;
    once(scope, () => ofScope(parent));
    if (entry.kind === "branch") ofAll([entry.node.condition]);
    if (entry.kind === "body") ofAll([entry.node.over]);
  };
  const ofNode = (id: NodeId): void => {
    const place = scopes.placeOf.get(id);
    if (place && encloses(body, place.scope)) once(place, () => ofPlace(place));
  };
  const ofPlace = ({ node, scope, inside }: Place): void => {
    if (node.kind !== "let") ofScope(scope);
    if (node.kind === "let") ofAll([node.value]);
    if (node.kind === "call") {
      calls.add(node.id);
      ofAll([node.arguments]);
      node.after.forEach(ofNode);
    }
    // Of a loop everything decides whether it goes on.
    for (const inner of inside) for (const part of scopes.nodesIn.get(inner) ?? []) ofNode(part.node.id);
  };
  const ofDefinition = (definition: Definition): void => {
    if (definition.kind === "call" || definition.kind === "head" || definition.kind === "carried") ofNode(definition.node.id);
    else ofAll(expressionsBehind(definition));
  };
  ofAll([expression]);
  return calls;
}

/** What the value of a variable is made of; nothing of those that a node stands for, and of tries. */
function expressionsBehind(definition: Definition): readonly Expression[] {
  switch (definition.kind) {
    case "let":
      return [definition.node.value];
    case "join":
      return [definition.node.condition, definition.join.then, definition.join.otherwise];
    case "item":
      return [definition.node.over];
    case "gather":
      return [definition.node.over, definition.node.result];
    default:
      return [];
  }
}
