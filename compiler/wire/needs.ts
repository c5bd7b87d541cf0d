// What an expression, a scope or a compound waits for: the tasks whose values or outcome it uses, through lets, joins, gathers.
import { type Expression, type NodeId, type StructureNode, usesOf, type VariableId } from "../../runtime/contract/index.js";
import { type Bits, below, bit, noBits, union } from "./bits.js";
import { type Definition, definitionOf } from "./definition.js";
import { encloses, type Place, type Scope, type Scopes } from "./scope.js";
import { throwsInside } from "./thrown.js";

export interface Needs {
  ofExpression(expression: Expression): Bits;
  /** Of what decides whether and how often a scope is entered: conditions, fan-outs and tries around it. */
  ofScope(scope: Scope): Bits;
  /** Of an `after` entry: the call; all that is in a compound; the gate of a `try`; what a let's expression needs. */
  ofNode(id: NodeId): Bits;
  /** What a node's own expressions use. */
  ofOwn(node: StructureNode): Bits;
  /** All that nodes, their expressions and what is in them use. */
  ofAll(places: readonly Place[]): Bits;
  /** The same without the bodies of tries: what fails surely makes one of the nodes fail. */
  ofAllUncaught(places: readonly Place[]): Bits;
  /** The same without what calls use: they have ended only when that has, or when they are not run. */
  ofAllButCalls(places: readonly Place[]): Bits;
  /** The outermost scope in which all variables of an expression are defined. */
  homeOf(expression: Expression): Scope;
}

/** Task numbers, known for all that stands before a place when it asks. */
export interface Numbers {
  /** Of a call; of the gate of a `try`; of a block, also for all that is in it. */
  of(node: NodeId): number;
  /** The number that the first task of a `try`'s body has. */
  startOf(node: NodeId): number;
}

export function needsOver(scopes: Scopes, numbers: Numbers): Needs {
  const thrown = throwsInside(scopes);
  const numberOf = (node: NodeId): Bits => bit(numbers.of(node));

  const ofExpression = (expression: Expression): Bits => {
    const uses = usesOf(expression);
    if (uses.length === 0) return noBits;
    return uses.length === 1 ? ofVariable(uses[0] as VariableId) : union(...new Set(uses.map(ofVariable)));
  };
  const all = (expressions: readonly Expression[]): Bits => union(...expressions.map(ofExpression));

  const ofVariable = memo((variable: VariableId): Bits => ofDefinition(definitionOf(scopes, variable)));
  const ofDefinition = (definition: Definition): Bits => {
    switch (definition.kind) {
      case "parameter":
        return noBits;
      case "let":
        return ofExpression(definition.node.value);
      case "call":
      case "error":
      case "caught":
      case "carried":
        return numberOf(definition.node.id);
      case "item":
        return ofExpression(definition.node.over);
      case "head":
        // The rounds before are the block's own.
        return ofExpression(definition.carried.init);
      case "gather": {
        const { node, body } = definition;
        if (body.block !== null) return numberOf(node.id);
        return union(all([node.over, node.result]), ...thrown(body).map(ofThrow));
      }
      case "join":
        return all([definition.node.condition, definition.join.then, definition.join.otherwise]);
      case "snapshot": {
        const { node, snapshot } = definition;
        const values = [snapshot.before, ...snapshot.at.map(({ value }) => value)];
        return union(numberOf(node.id), below(all(values), numbers.startOf(node.id)));
      }
      case "outcome": {
        const { node, join } = definition;
        const body = below(ofExpression(join.then), numbers.startOf(node.id));
        return union(numberOf(node.id), body, ofExpression(join.otherwise));
      }
    }
  };
  const ofThrow = ({ node, scope }: Place): Bits => {
    if (scope.block !== null) return numberOf(scope.block);
    return union(ofScope(scope), ofOwn(node));
  };

  const ofScope = memo((scope: Scope): Bits => {
    const { entry, parent } = scope;
    if (!parent) return noBits;
    switch (entry.kind) {
      case "root":
        return noBits;
      case "branch":
        return union(ofScope(parent), ofExpression(entry.node.condition));
      case "body":
        return union(ofScope(parent), ofExpression(entry.node.over));
      case "round":
        return union(ofScope(parent), all(entry.node.carried.map(({ init }) => init)));
      case "attempt":
        return ofScope(parent);
      case "handler":
        // The gate is not run where the scope around it has trouble.
        return numberOf(entry.node.id);
    }
  });

  const ofNode = memo((id: NodeId): Bits => {
    const place = scopes.placeOf.get(id);
    if (!place) throw new Error(`"after" names "${id}", which is not in the structure`);
    const { node, scope, inside } = place;
    if (node.kind === "let") return ofExpression(node.value);
    if (node.kind === "throw") return ofThrow(place);
    const block = scope.block ?? (node.kind === "call" ? null : inside[0]?.block);
    if (node.kind === "call" || block) return numberOf(id);
    if (node.kind === "try") return union(numberOf(id), ofInside(inside[1] as Scope), ofOwn(node));
    return union(ofScope(inside[0] as Scope), ...inside.map(ofInside), ofOwn(node));
  });
  /** Of every node in a scope. */
  const ofInside = (scope: Scope): Bits => union(...(scopes.nodesIn.get(scope) ?? []).map(({ node }) => ofNode(node.id)));

  const overAll = (
    isCounted: (scope: Scope) => boolean,
    own: (node: StructureNode) => Bits = ofOwn,
  ): ((places: readonly Place[]) => Bits) => {
    const ofPlace = memo(
      ({ node, inside }: Place): Bits =>
        union(own(node), ...inside.filter(isCounted).map((scope) => ofPlaces(scopes.nodesIn.get(scope) ?? []))),
    );
    const ofPlaces = (places: readonly Place[]): Bits => union(...places.map(ofPlace));
    return ofPlaces;
  };
  const ofOwn = (node: StructureNode): Bits => {
    switch (node.kind) {
      case "let":
        return ofExpression(node.value);
      case "throw":
        return union(ofExpression(node.value), ...node.after.map(ofNode));
      case "call":
        return union(ofExpression(node.arguments), ...node.after.map(ofNode));
      case "if":
        return union(ofExpression(node.condition), ...node.joins.map(({ out }) => ofVariable(out)));
      case "map":
        return all([node.over, node.result]);
      case "loop":
        return all([...node.carried.flatMap(({ init, next }) => [init, next]), node.again]);
      case "try":
        return union(...node.joins.map(({ out }) => ofVariable(out)));
    }
  };

  const homeOf = (expression: Expression): Scope =>
    innermost(
      scopes.root,
      usesOf(expression).map((variable) => definitionOf(scopes, variable).scope),
    );
  const ofAll = overAll(() => true);
  const ofAllUncaught = overAll(({ entry }) => entry.kind !== "attempt");
  const ofAllButCalls = overAll(
    () => true,
    (node) => (node.kind === "call" ? noBits : ofOwn(node)),
  );
  return { ofExpression, ofScope, ofNode, ofOwn, ofAll, ofAllUncaught, ofAllButCalls, homeOf };
}

function innermost(root: Scope, scopes: readonly Scope[]): Scope {
  return scopes.reduce((deepest, scope) => (scope.depth > deepest.depth && encloses(deepest, scope) ? scope : deepest), root);
}

function memo<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}
