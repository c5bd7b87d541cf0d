// What an expression or a scope waits for: the calls whose values it may use, through lets, joins and gathers.
import { type Expression, type NodeId, usesOf, type VariableId } from "../../runtime/contract/index.js";
import { type Bits, bit, noBits, union } from "./bits.js";
import { encloses, type Scope, type Scopes } from "./scope.js";

export interface Needs {
  ofExpression(expression: Expression): Bits;
  /** Of what decides whether and how often a scope is entered: conditions and fan-outs around it. */
  ofScope(scope: Scope): Bits;
  /** Of an `after` entry: the call; all calls of a compound; what a let's expression needs. */
  ofNode(id: NodeId): Bits;
  /** The outermost scope in which all variables of an expression are defined. */
  homeOf(expression: Expression): Scope;
}

/** `numberOf` gives the task number of a call; numbers must be known for all calls before a place when it asks. */
export function needsOver(scopes: Scopes, numberOf: (call: NodeId) => number): Needs {
  const variables = new Map<VariableId, Bits>();
  const contexts = new Map<Scope, Bits>();
  const nodes = new Map<NodeId, Bits>();
  const callsIn = new Map<Scope, NodeId[]>();
  for (const { node, scope } of scopes.places) {
    if (node.kind !== "call") continue;
    const calls = callsIn.get(scope);
    if (calls) calls.push(node.id);
    else callsIn.set(scope, [node.id]);
  }

  const ofExpression = (expression: Expression): Bits => {
    const uses = usesOf(expression);
    if (uses.length === 0) return noBits;
    return uses.length === 1 ? ofVariable(uses[0] as VariableId) : union(...new Set(uses.map(ofVariable)));
  };
  const ofVariable = memo(variables, (variable: VariableId): Bits => {
    const definition = definitionOf(scopes, variable);
    switch (definition.kind) {
      case "parameter":
        return noBits;
      case "let":
        return ofExpression(definition.node.value);
      case "call":
        return bit(numberOf(definition.node.id));
      case "item":
        return ofExpression(definition.node.over);
      case "gather":
        return union(ofExpression(definition.node.over), ofExpression(definition.node.result));
      case "join":
        return union(
          ofExpression(definition.node.condition),
          ofExpression(definition.join.then),
          ofExpression(definition.join.otherwise),
        );
    }
  });
  const ofScope = memo(contexts, (scope: Scope): Bits => {
    if (!scope.parent || scope.entry.kind === "root") return noBits;
    const decides = scope.entry.kind === "branch" ? scope.entry.node.condition : scope.entry.node.over;
    return union(ofScope(scope.parent), ofExpression(decides));
  });
  const ofNode = memo(nodes, (id: NodeId): Bits => {
    const place = scopes.placeOf.get(id);
    if (!place) throw new Error(`"after" names "${id}", which is not in the structure`);
    if (place.node.kind === "call") return bit(numberOf(id));
    if (place.node.kind === "let" || place.node.kind === "throw") return ofExpression(place.node.value);
    return union(...place.inside.flatMap(inScope));
  });
  const children = new Map<Scope, Scope[]>();
  for (const { scope, inside } of scopes.places) {
    if (inside.length > 0) children.set(scope, [...(children.get(scope) ?? []), ...inside]);
  }
  const inScope = (scope: Scope): readonly Bits[] => [
    ...(callsIn.get(scope) ?? []).map((call) => bit(numberOf(call))),
    ...(children.get(scope) ?? []).flatMap(inScope),
  ];

  const homeOf = (expression: Expression): Scope =>
    innermost(
      scopes.root,
      usesOf(expression).map((variable) => definitionOf(scopes, variable).scope),
    );
  return { ofExpression, ofScope, ofNode, homeOf };
}

/** The definition of a variable; an unknown one is a bug in lowering. */
export function definitionOf(scopes: Scopes, variable: VariableId) {
  const definition = scopes.definitions.get(variable);
  if (!definition) throw new Error(`the structure uses "${variable}", which it does not define`);
  return definition;
}

function innermost(root: Scope, scopes: readonly Scope[]): Scope {
  return scopes.reduce((deepest, scope) => (scope.depth > deepest.depth && encloses(deepest, scope) ? scope : deepest), root);
}

function memo<K, V>(known: Map<K, V>, compute: (key: K) => V): (key: K) => V {
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}
