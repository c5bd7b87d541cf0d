// What must happen in a run, straight from the rules in ARCHITECTURE.md: a slow evaluation of the structure, without wiring.
import type { Pipeline } from "../../compiler/ir/index.js";
import { definitionOf } from "../../compiler/wire/definition.js";
import { type Scope, scopesOf } from "../../compiler/wire/scope.js";
import {
  type CallNode,
  type Expression,
  type IndexPath,
  type NodeId,
  usesOf,
  type VariableId,
} from "../../runtime/contract/index.js";

/** What calls and glue do in one imagined run. */
export interface World {
  readonly parameters: unknown;
  output(call: NodeId, path: IndexPath): unknown;
  fails(call: NodeId, path: IndexPath): boolean;
  /** May throw. */
  glue(id: string, values: readonly unknown[]): unknown;
}

export type NodeState = "succeeded" | "failed" | "skipped" | "not-run";
class Thrown extends Error {}
class NoValue extends Error {}

export interface Oracle {
  state(call: NodeId, path: IndexPath): NodeState;
  /**
   * Not run, but only because an argument or a let that it needs threw, or such a node did not run: what its step process
   * finds and no engine knows, so the engine may start or skip it.
   */
  excused(call: NodeId, path: IndexPath): boolean;
  /** The instances of everything that stands in a call's scope. */
  instances(call: NodeId): readonly IndexPath[];
  count(map: NodeId, path: IndexPath): number;
  /** The value at `path`; `touch` is told each call instance that is read. Throws where an expression does. */
  evaluate(expression: Expression, path: IndexPath, touch: (call: NodeId, path: IndexPath) => void): unknown;
  /** Calls that `call` needs, at their paths; those of a fan-out without instances have shorter paths. */
  failed(): boolean;
}

export function oracleOf(pipeline: Pipeline, world: World): Oracle {
  const scopes = scopesOf(pipeline.structure, pipeline.parameters.variable, Number.MAX_SAFE_INTEGER);
  const states = new Map<string, NodeState>();
  /** While set, only conditions and lists of fan-outs throw: what engines learn of. */
  let lenient = false;
  const bodies = new Map<NodeId, Scope>();
  for (const { node, inside } of scopes.places) if (node.kind === "map") bodies.set(node.id, inside[0] as Scope);
  let touched: (call: NodeId, path: IndexPath) => void = () => {};
  const depthOf = (scope: Scope): number => scope.fanOuts.length;
  const definition = (variable: VariableId) => definitionOf(scopes, variable);

  const value = (variable: VariableId, path: IndexPath): unknown => {
    const found = definition(variable);
    const at = path.slice(0, depthOf(found.scope));
    switch (found.kind) {
      case "parameter":
        return world.parameters;
      case "let":
        return evaluate(found.node.value, at);
      case "call":
        touched(found.node.id, at);
        if (strictState(found.node.id, at) !== "succeeded") throw new NoValue(found.node.id);
        return world.output(found.node.id, at);
      case "item": {
        const index = at.at(-1) as number;
        return variable === found.node.index ? index : list(found.node.over, at.slice(0, -1))[index];
      }
      case "gather":
        return list(found.node.over, at).map((_, index) => evaluate(found.node.result, [...at, index]));
      case "join":
        return evaluate(evaluate(found.node.condition, at) ? found.join.then : found.join.otherwise, at);
    }
  };
  const list = (over: Expression, path: IndexPath): readonly unknown[] => {
    const items = evaluate(over, path);
    if (!Array.isArray(items)) throw new Thrown("not a list");
    return items;
  };
  const evaluate = (expression: Expression, path: IndexPath): unknown => {
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "undefined":
        return undefined;
      case "reference":
        return value(expression.variable, path);
      case "select":
        return (evaluate(expression.from, path) as Record<string, unknown> | undefined)?.[expression.key];
      case "list":
        return expression.items.map((item) => evaluate(item as Expression, path));
      case "object":
        return Object.fromEntries(expression.entries.map((entry) => [entry.key, evaluate(entry.value, path)]));
      case "not":
        return !evaluate(expression.of, path);
      case "and":
        return expression.all.every((part) => evaluate(part, path));
      case "or":
        return expression.any.some((part) => evaluate(part, path));
      case "glue": {
        const values = expression.uses.map((use) => value(use, path));
        return world.glue(expression.glue, values);
      }
    }
  };
  const throws = (expression: Expression, path: IndexPath): boolean => {
    try {
      evaluate(expression, path);
      return false;
    } catch (error) {
      // A value that is missing was reported where it was made.
      return !(error instanceof NoValue);
    }
  };

  const entered = (scope: Scope, path: IndexPath): boolean => {
    const at = path.slice(0, depthOf(scope));
    if (!scope.parent || scope.entry.kind === "root") return true;
    if (at.length < depthOf(scope) || scopeBad(scope, at) || !entered(scope.parent, at)) return false;
    const { entry } = scope;
    try {
      if (entry.kind === "branch") return Boolean(evaluate(entry.node.condition, at)) === entry.holds;
      return (at.at(-1) as number) < list(entry.node.over, at.slice(0, -1)).length;
    } catch (error) {
      if (lenient && error instanceof NoValue) return false;
      throw error;
    }
  };
  /** Whether something that decides about a scope failed, was not run, or threw. */
  const scopeBad = (scope: Scope, path: IndexPath): boolean => {
    if (!scope.parent || scope.entry.kind === "root") return false;
    const outer = path.slice(0, depthOf(scope.parent));
    const decides = scope.entry.kind === "branch" ? scope.entry.node.condition : scope.entry.node.over;
    if (scopeBad(scope.parent, outer) || usesBad(decides, outer)) return true;
    return entered(scope.parent, outer) && throws(decides, outer);
  };
  /** Of a variable's scope: that something threw there is known to engines only through calls. */
  const scopeOfVariableBad = (scope: Scope, path: IndexPath): boolean => {
    if (!lenient) return scopeBad(scope, path);
    if (!scope.parent || scope.entry.kind === "root") return false;
    const outer = path.slice(0, depthOf(scope.parent));
    const decides = scope.entry.kind === "branch" ? scope.entry.node.condition : scope.entry.node.over;
    return scopeOfVariableBad(scope.parent, outer) || usesBad(decides, outer);
  };
  const usesBad = (expression: Expression, path: IndexPath): boolean => usesOf(expression).some((use) => variableBad(use, path));
  const variableBad = (variable: VariableId, path: IndexPath): boolean => {
    const found = definition(variable);
    const at = path.slice(0, depthOf(found.scope));
    const real = at.length === depthOf(found.scope);
    switch (found.kind) {
      case "parameter":
        return false;
      case "call":
        return callBad(found.node.id, at);
      case "let":
        return (
          scopeOfVariableBad(found.scope, at) ||
          usesBad(found.node.value, at) ||
          (!lenient && real && entered(found.scope, at) && throws(found.node.value, at))
        );
      case "join": {
        const parts = [found.node.condition, found.join.then, found.join.otherwise];
        const self: Expression = { kind: "reference", variable };
        return (
          scopeOfVariableBad(found.scope, at) ||
          parts.some((part) => usesBad(part, at)) ||
          (!lenient && real && entered(found.scope, at) && throws(self, at))
        );
      }
      case "item":
        return scopeOfVariableBad(found.scope, at);
      case "gather": {
        const { over } = found.node;
        if (scopeOfVariableBad(found.body, at)) return true;
        const paths =
          real && entered(found.scope, at) && !throws(over, at)
            ? list(found.node.over, at).map((_, index) => [...at, index])
            : [];
        if (paths.length === 0) return usesBad(found.node.result, at);
        return paths.some((one) => usesBad(found.node.result, one) || (!lenient && throws(found.node.result, one)));
      }
    }
  };
  const callBad = (call: NodeId, path: IndexPath): boolean => ["failed", "not-run"].includes(state(call, path));

  const insideBad = (id: NodeId, path: IndexPath): boolean => {
    const place = scopes.placeOf.get(id);
    if (!place) throw new Error(`no node ${id}`);
    const { node, scope } = place;
    const at = path.slice(0, depthOf(scope));
    if (node.kind === "call") return callBad(id, at);
    if (node.kind === "if") return [...node.then, ...node.otherwise].some((inner) => insideBad(inner.id, path));
    if (node.kind !== "map") return false;
    const real = at.length === depthOf(scope) && !scopeBad(bodies.get(id) as Scope, at) && entered(scope, at);
    const paths = real ? list(node.over, at).map((_, index) => [...at, index]) : [];
    return (paths.length === 0 ? [at] : paths).some((one) => node.body.some((inner) => insideBad(inner.id, one)));
  };
  const callOf = (call: NodeId): { node: CallNode; scope: Scope } => {
    const place = scopes.placeOf.get(call);
    if (place?.node.kind !== "call") throw new Error(`no call ${call}`);
    return { node: place.node, scope: place.scope };
  };
  const needsBad = (call: NodeId, path: IndexPath): boolean => {
    const { node, scope } = callOf(call);
    if (scopeBad(scope, path) || usesBad(node.arguments, path)) return true;
    return node.after.some((id) => {
      const before = scopes.placeOf.get(id)?.node;
      return before?.kind === "let" ? variableBad(before.out, path) : insideBad(id, path);
    });
  };
  const state = (call: NodeId, path: IndexPath): NodeState => {
    const key = `${call}@${path.join(".")}${lenient ? " lenient" : ""}`;
    const known = states.get(key);
    if (known) return known;
    const silent = touched;
    touched = () => {};
    const computed = computeState(call, path);
    touched = silent;
    states.set(key, computed);
    return computed;
  };
  const computeState = (call: NodeId, path: IndexPath): NodeState => {
    const { node, scope } = callOf(call);
    if (needsBad(call, path)) return "not-run";
    if (path.length < depthOf(scope) || !entered(scope, path)) return "skipped";
    if (throws(node.arguments, path)) return lenient ? "skipped" : "not-run";
    return world.fails(call, path) ? "failed" : "succeeded";
  };
  const strictState = (call: NodeId, path: IndexPath): NodeState => {
    const before = lenient;
    lenient = false;
    const found = state(call, path);
    lenient = before;
    return found;
  };
  const instancesIn = (scope: Scope): readonly IndexPath[] => {
    if (!scope.parent || scope.entry.kind === "root") return [[]];
    const outer = instancesIn(scope.parent);
    if (scope.entry.kind === "branch") return outer;
    const { over } = scope.entry.node;
    const { parent } = scope;
    return outer.flatMap((path) => {
      if (scopeBad(scope, path) || !entered(parent, path)) return [];
      return list(over, path).map((_, index) => [...path, index]);
    });
  };
  return {
    state,
    excused: (call, path) => {
      if (state(call, path) !== "not-run") return false;
      lenient = true;
      const excused = state(call, path) !== "not-run";
      lenient = false;
      return excused;
    },
    instances: (call) => instancesIn(callOf(call).scope),
    count: (map, path) => {
      const scope = bodies.get(map) as Scope;
      if (scope.entry.kind !== "body" || !scope.parent) throw new Error("no map");
      return entered(scope.parent, path) ? list(scope.entry.node.over, path).length : 0;
    },
    evaluate: (expression, path, touch) => {
      touched = touch;
      try {
        return evaluate(expression, path);
      } finally {
        touched = () => {};
      }
    },
    failed: () =>
      scopes.places.some(({ node, scope }) =>
        instancesIn(scope).some((path) => {
          if (node.kind === "call") return callBad(node.id, path);
          if (!entered(scope, path)) return false;
          if (node.kind === "let") return throws(node.value, path);
          if (node.kind === "if")
            return (
              node.joins.some((join) => throws({ kind: "reference", variable: join.out }, path)) || throws(node.condition, path)
            );
          if (node.kind === "map") return throws({ kind: "reference", variable: node.out }, path) || throws(node.over, path);
          return false;
        }),
      ) || throws(pipeline.result, []),
  };
}
