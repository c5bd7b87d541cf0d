// What must happen in a run, straight from the rules in ARCHITECTURE.md: a slow evaluation of the structure, without wiring.
import type { Pipeline } from "../../compiler/ir/index.js";
import { definitionOf } from "../../compiler/wire/definition.js";
import { type Place, type Scope, type Scopes, scopesOf } from "../../compiler/wire/scope.js";
import {
  type Expression,
  type IndexPath,
  type LoopNode,
  type NodeId,
  type TryNode,
  usesOf,
  type VariableId,
} from "../../runtime/contract/index.js";

/** What calls and glue do in one imagined run. */
export interface World {
  readonly parameters: unknown;
  output(call: NodeId, path: IndexPath): unknown;
  fails(call: NodeId, path: IndexPath): boolean;
  /** Whether what a call comes to was computed before. Default: never. */
  known?(call: NodeId, path: IndexPath): boolean;
  /** May throw. */
  glue(id: string, values: readonly unknown[]): unknown;
}

export type NodeState = "succeeded" | "failed" | "skipped" | "not-run";
/** What failed or threw, at its instance. */
export interface Cause {
  readonly node: NodeId | "result";
  readonly path: IndexPath;
}
/** Its cause: of several the one that stands last in program order. Empty: there is none. */
export type Trouble = readonly [] | readonly [Cause];
interface Entry {
  readonly trouble: Trouble;
  /** Without what only evaluation tells. */
  readonly known: Trouble;
  readonly entered: boolean;
}
export interface Outcome {
  /** From outside. */
  readonly trouble: Trouble;
  readonly caught: Cause | null;
}

class Thrown extends Error {
  constructor(readonly by: Cause) {
    super(`${by.node} threw`);
  }
}
class NoValue extends Error {}
type Touch = (node: NodeId, path: IndexPath) => void;

export interface Rules {
  state(call: NodeId, path: IndexPath): NodeState;
  outcome(node: NodeId, path: IndexPath): Outcome;
  entered(scope: Scope, path: IndexPath): boolean;
  /** Of a compound's entry and of all that is in it, in program order. */
  inside(node: NodeId, path: IndexPath): readonly Trouble[];
  instances(scope: Scope): readonly IndexPath[];
  count(map: NodeId, path: IndexPath): number;
  /** Throws where an expression does. */
  evaluate(expression: Expression, path: IndexPath): unknown;
  failed(): boolean;
}

export interface Oracle extends Rules {
  readonly scopes: Scopes;
  /**
   * Not run, but only because an argument, a let or a `throw` that it needs threw, or such a node did not run: what its step
   * process finds and no engine knows, so the engine may start or skip it.
   */
  excused(call: NodeId, path: IndexPath): boolean;
  /** `touch` is told each call, and each `try` whose outcome counts, that is read. */
  reading(touch: Touch): Rules;
}

export function oracleOf(pipeline: Pipeline, world: World, fanOutDepth = Number.MAX_SAFE_INTEGER): Oracle {
  const scopes = scopesOf(pipeline.structure, pipeline.parameters.variable, fanOutDepth);
  const strict = rulesOf(pipeline, scopes, world, null, () => {});
  const lenient = rulesOf(pipeline, scopes, world, strict, () => {});
  return {
    ...strict,
    scopes,
    excused: (call, path) => strict.state(call, path) === "not-run" && lenient.state(call, path) !== "not-run",
    reading: (touch) => rulesOf(pipeline, scopes, world, null, touch),
  };
}

/** With `strict` only conditions and lists of fan-outs throw, and gates of tries know all: what engines learn of. */
function rulesOf(pipeline: Pipeline, scopes: Scopes, world: World, strict: Rules | null, touched: Touch): Rules {
  const lenient = strict !== null;
  const place = (id: NodeId): Place => {
    const found = scopes.placeOf.get(id);
    if (!found) throw new Error(`no node ${id}`);
    return found;
  };
  const nodesIn = (scope: Scope): readonly Place[] => scopes.nodesIn.get(scope) ?? [];
  const definition = (variable: VariableId) => definitionOf(scopes, variable);
  const cut = (path: IndexPath, scope: Scope): IndexPath => path.slice(0, scope.positions);
  const real = (path: IndexPath, scope: Scope): boolean => path.length >= scope.positions;
  /** Reads that only find out about trouble are none. */
  let silent = 0;
  const quietly = <T>(action: () => T): T => {
    silent++;
    try {
      return action();
    } finally {
      silent--;
    }
  };

  const positions = new Map<Cause["node"], number>(scopes.places.map(({ node }, position) => [node.id, position]));
  /** Rule 2: the last in program order counts. */
  const each = (all: readonly Trouble[]): Trouble => {
    let worst: Cause | null = null;
    const positionOf = ({ node }: Cause): number => positions.get(node) ?? Number.POSITIVE_INFINITY;
    for (const [cause] of all) if (cause && (!worst || positionOf(cause) > positionOf(worst))) worst = cause;
    return worst ? [worst] : [];
  };

  // Values

  const value = (variable: VariableId, path: IndexPath): unknown => {
    const result = (silent === 0 ? loudly : softly)(variable, cut(path, definition(variable).scope));
    if ("error" in result) throw result.error;
    return result.value;
  };
  const attemptValue = (variable: VariableId, path: IndexPath): { readonly value: unknown } | { readonly error: unknown } => {
    try {
      return { value: computeValue(variable, path) };
    } catch (error) {
      return { error };
    }
  };
  const [loudly, softly] = [memo(attemptValue), memo(attemptValue)];
  const computeValue = (variable: VariableId, at: IndexPath): unknown => {
    const found = definition(variable);
    switch (found.kind) {
      case "parameter":
        return world.parameters;
      case "let":
        return evaluate(found.node.value, at, found.node.id);
      case "call":
        if (silent === 0) touched(found.node.id, at);
        if (exactState(found.node.id, at) !== "succeeded") throw new NoValue(found.node.id);
        return world.output(found.node.id, at);
      case "item": {
        const index = at.at(-1) as number;
        return variable === found.node.index ? index : list(found.node.id, at.slice(0, -1))[index];
      }
      case "gather":
        return list(found.node.id, at).map((_, index) => evaluate(found.node.result, [...at, index], found.node.id));
      case "join": {
        const holds = evaluate(found.node.condition, at, found.node.id);
        return evaluate(holds ? found.join.then : found.join.otherwise, at, found.node.id);
      }
      case "head": {
        const round = at.at(-1) as number;
        if (round === 0) return evaluate(found.carried.init, at.slice(0, -1), found.node.id);
        return evaluate(found.carried.next, [...at.slice(0, -1), round - 1], found.node.id);
      }
      case "carried":
        return evaluate(found.carried.next, [...at, rounds(found.node, at) - 1], found.node.id);
      case "caught":
        return read(found.node, at).caught !== null;
      case "error": {
        const by = read(found.node, at).caught;
        return by && "error";
      }
      case "outcome":
        return evaluate(read(found.node, at).caught ? found.join.otherwise : found.join.then, at, found.node.id);
      case "snapshot": {
        const by = read(found.node, at).caught;
        for (let node = by && by.node !== "result" ? place(by.node) : null; by && node; node = around(node)) {
          const known = found.snapshot.at.find((entry) => entry.node === node?.node.id);
          if (known) return evaluate(known.value, cut(by.path, node.scope), found.node.id);
        }
        return evaluate(found.snapshot.before, at, found.node.id);
      }
    }
  };
  const around = ({ scope }: Place): Place | null => ("node" in scope.entry ? place(scope.entry.node.id) : null);
  const read = (node: TryNode, path: IndexPath): Outcome => {
    if (silent === 0) touched(node.id, path);
    return outcome(node.id, path);
  };
  const list = (map: NodeId, path: IndexPath): readonly unknown[] => {
    const { node } = place(map);
    const items = node.kind === "map" ? evaluate(node.over, path, map) : null;
    if (!Array.isArray(items)) throw new Thrown({ node: map, path });
    return items;
  };
  const evaluate = (expression: Expression, path: IndexPath, owner: Cause["node"]): unknown => {
    const part = (of: Expression): unknown => evaluate(of, path, owner);
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "undefined":
        return undefined;
      case "reference":
        return value(expression.variable, path);
      case "select":
        return (part(expression.from) as Record<string, unknown> | undefined | null)?.[expression.key];
      case "list":
        return expression.items.map((item) => part(item as Expression));
      case "object":
        return Object.fromEntries(expression.entries.map((entry) => [entry.key, part(entry.value)]));
      case "not":
        return !part(expression.of);
      case "and":
        return expression.all.every(part);
      case "or":
        return expression.any.some(part);
      case "glue": {
        const values = expression.uses.map((use) => value(use, path));
        try {
          return world.glue(expression.glue, values);
        } catch {
          throw new Thrown({ node: owner, path });
        }
      }
    }
  };
  /** What evaluation throws; a value that is missing was reported where it was made. */
  const thrown = (expression: Expression, path: IndexPath, owner: Cause["node"]): Trouble =>
    quietly(() => {
      try {
        evaluate(expression, path, owner);
      } catch (error) {
        if (error instanceof Thrown) return [error.by];
        if (!(error instanceof NoValue)) throw error;
      }
      return [];
    });

  // Entries

  const enter = memo((scope: Scope, path: IndexPath): Entry => {
    const { entry, parent } = scope;
    if (!parent || entry.kind === "root") return { trouble: [], known: [], entered: true };
    const outside = cut(path, parent);
    const outer = enter(parent, outside);
    switch (entry.kind) {
      case "attempt":
        return outer;
      case "handler": {
        const { trouble, caught } = outcome(entry.node.id, outside);
        return { trouble, known: trouble, entered: caught !== null };
      }
      case "branch": {
        const { condition, id } = entry.node;
        const known = each([outer.known, uses(condition, outside)]);
        const trouble = each([outer.trouble, known]);
        if (trouble.length > 0 || !outer.entered || !real(path, scope)) return { trouble, known, entered: false };
        const threw = thrown(condition, outside, id);
        if (threw.length > 0) return { trouble: threw, known, entered: false };
        return { trouble, known, entered: holds(condition, outside, id) === entry.holds };
      }
      case "body": {
        const { over, id } = entry.node;
        const known = each([outer.known, uses(over, outside)]);
        const trouble = each([outer.trouble, known]);
        if (trouble.length > 0 || !outer.entered || !real(outside, parent)) return { trouble, known, entered: false };
        const threw = thrown(over, outside, id);
        if (threw.length > 0) return { trouble: threw, known, entered: false };
        return { trouble, known, entered: real(path, scope) && (path.at(-1) as number) < lengthOf(id, outside) };
      }
      case "round":
        return enterRound(entry.node, scope, path, outer);
    }
  });
  const enterRound = (loop: LoopNode, scope: Scope, path: IndexPath, outer: Entry): Entry => {
    const outside = path.slice(0, scope.positions - 1);
    const inits = loop.carried.map(({ init }) => init);
    const known = each([outer.known, ...inits.map((init) => uses(init, outside))]);
    const trouble = each([outer.trouble, known]);
    if (trouble.length > 0 || !outer.entered || !real(outside, scope.parent as Scope)) return { trouble, known, entered: false };
    const threw = each(inits.map((init) => thrown(init, outside, loop.id)));
    if (threw.length > 0 || !real(path, scope)) return { trouble: threw, known, entered: false };
    const round = path.at(-1) as number;
    if (round === 0) return { trouble, known, entered: true };
    const before = [...outside, round - 1];
    const earlier = enter(scope, before);
    if (!earlier.entered) return earlier;
    const inRound = each(roundTroubles(loop, before));
    if (inRound.length > 0) return { trouble: inRound, known, entered: false };
    return { trouble, known, entered: holds(loop.again, before, loop.id) };
  };
  const holds = (condition: Expression, path: IndexPath, owner: NodeId): boolean =>
    quietly(() => {
      try {
        return Boolean(evaluate(condition, path, owner));
      } catch (error) {
        if (error instanceof NoValue) return false;
        throw error;
      }
    });
  const lengthOf = (map: NodeId, path: IndexPath): number =>
    quietly(() => {
      try {
        return list(map, path).length;
      } catch (error) {
        if (error instanceof NoValue) return 0;
        throw error;
      }
    });
  /** The instances of a repeated body; the path itself, which is too short, where it has none. */
  const itemsOf = (body: Scope, path: IndexPath): readonly IndexPath[] => {
    const items: IndexPath[] = [];
    while (real(path, body.parent as Scope) && enter(body, [...path, items.length]).entered) items.push([...path, items.length]);
    return items.length > 0 ? items : [path];
  };
  const rounds = (loop: LoopNode, path: IndexPath): number => itemsOf(place(loop.id).inside[0] as Scope, path).length;

  // Trouble

  const uses = (expression: Expression, path: IndexPath): Trouble => each(usesOf(expression).map((use) => ofVariable(use, path)));
  /** Of what an expression of a `try`'s body uses outside of it; for what is inside stands the try itself. */
  const usesOutside = (expression: Expression, path: IndexPath, attempt: Scope): Trouble =>
    each(
      usesOf(expression).map((use) =>
        stands(definition(use).scope, attempt) ? outsideOf(use, path, attempt) : ofVariable(use, path),
      ),
    );
  const outsideOf = memo2((variable: VariableId, path: IndexPath, attempt: Scope): Trouble => {
    const found = definition(variable);
    const all = (...parts: readonly Expression[]): Trouble => each(parts.map((part) => usesOutside(part, path, attempt)));
    switch (found.kind) {
      case "let":
        return all(found.node.value);
      case "join":
        return all(found.node.condition, found.join.then, found.join.otherwise);
      case "item":
        return all(found.node.over);
      case "gather":
        return all(found.node.over, found.node.result);
      case "outcome":
        return all(found.join.then, found.join.otherwise);
      case "snapshot":
        return all(found.snapshot.before, ...found.snapshot.at.map(({ value }) => value));
      default:
        return [];
    }
  });
  const ofVariable = memo((variable: VariableId, path: IndexPath): Trouble => {
    const found = definition(variable);
    const at = cut(path, found.scope);
    if (at.length < path.length) return ofVariable(variable, at);
    const scope = enter(found.scope, at);
    const self: Expression = { kind: "reference", variable };
    const own = (parts: Trouble, owner: NodeId): Trouble => {
      const trouble = each([knownOf(scope), parts]);
      return trouble.length > 0 || lenient || !real(at, found.scope) || !scope.entered ? trouble : thrown(self, at, owner);
    };
    switch (found.kind) {
      case "parameter":
        return [];
      case "call":
        return ofCall(found.node.id, at);
      case "let":
        return own(uses(found.node.value, at), found.node.id);
      case "join": {
        const { condition } = found.node;
        return own(each([condition, found.join.then, found.join.otherwise].map((part) => uses(part, at))), found.node.id);
      }
      case "item":
      case "head":
        return knownOf(scope);
      case "gather":
        return ofGather(found.node.id, at);
      case "carried":
        return each(loopTroubles(found.node, at));
      case "error":
      case "caught":
        return outcome(found.node.id, cut(at, place(found.node.id).scope)).trouble;
      case "snapshot": {
        const { before, at: points } = found.snapshot;
        const outer = outcome(found.node.id, at).trouble;
        const values = [before, ...points.map((point) => point.value)];
        return each([outer, ...values.map((part) => usesOutside(part, at, found.attempt))]);
      }
      case "outcome": {
        const { node, join, attempt } = found;
        const { trouble } = outcome(node.id, at);
        return own(each([trouble, usesOutside(join.then, at, attempt), uses(join.otherwise, at)]), node.id);
      }
    }
  });
  /** That something threw in a scope is known to engines only through conditions and lists. */
  const knownOf = ({ trouble, known }: Entry): Trouble => (lenient ? known : trouble);
  const ofGather = (map: NodeId, path: IndexPath): Trouble => {
    const { node, inside } = place(map);
    const body = inside[0] as Scope;
    if (node.kind !== "map") throw new Error(`no map ${map}`);
    const trouble = knownOf(enter(body, path));
    if (trouble.length > 0) return trouble;
    return each(
      itemsOf(body, path).map((item) => {
        const all = each([uses(node.result, item), throwsIn(body, item)]);
        return all.length > 0 || lenient || !real(item, body) ? all : thrown(node.result, item, map);
      }),
    );
  };
  /** Of every `throw` in a scope that no `try` in it judges. */
  const throwsIn = (scope: Scope, path: IndexPath): Trouble => each(eachThrow(scope, path));
  const eachThrow = (scope: Scope, path: IndexPath): readonly Trouble[] =>
    nodesIn(scope).flatMap((inner): readonly Trouble[] => {
      if (inner.node.kind === "throw") return [ofThrow(inner, path)];
      if (inner.node.kind === "loop") return hasThrow(inner) ? loopTroubles(inner.node, cut(path, inner.scope)) : [];
      return inner.inside.flatMap((part) => {
        if (part.entry.kind === "attempt" || !hasThrow(inner)) return [];
        const at = cut(path, inner.scope);
        const paths = part.entry.kind === "body" ? itemsOf(part, at) : [at];
        return paths.flatMap((one) => eachThrow(part, one));
      });
    });
  const hasThrow = ({ node, inside }: Place): boolean =>
    node.kind === "throw" || inside.some((scope) => scope.entry.kind !== "attempt" && nodesIn(scope).some(hasThrow));
  const ofThrow = ({ node, scope }: Place, path: IndexPath): Trouble => {
    if (node.kind !== "throw") throw new Error("no throw");
    const entry = enter(scope, path);
    const { entered } = entry;
    const all = each([knownOf(entry), uses(node.value, path), ...node.after.map((id) => ofAfter(id, path))]);
    if (all.length > 0 || !entered || lenient) return all;
    const threw = thrown(node.value, path, node.id);
    return threw.length > 0 ? threw : [{ node: node.id, path: cut(path, scope) }];
  };
  const ofCall = (call: NodeId, path: IndexPath): Trouble => {
    const { state, trouble } = decided(call, path);
    return state === "failed" || state === "not-run" ? trouble : [];
  };
  /** Of an `after` entry. */
  const ofAfter = (id: NodeId, path: IndexPath): Trouble => each(troubles(place(id), path));

  // All that has trouble, in program order

  const blockTroubles = (scope: Scope, path: IndexPath): readonly Trouble[] =>
    nodesIn(scope).flatMap((inner) => troubles(inner, path));
  const troubles = ({ node, inside, scope }: Place, path: IndexPath): readonly Trouble[] => {
    const at = cut(path, scope);
    const [first, second] = inside as readonly [Scope, Scope];
    const joins = (): readonly Trouble[] =>
      node.kind === "if" || node.kind === "try" ? node.joins.map(({ out }) => ofVariable(out, at)) : [];
    const all = (): readonly Trouble[] => {
      switch (node.kind) {
        case "let":
          return [ofVariable(node.out, at)];
        case "call":
          return [ofCall(node.id, at)];
        case "throw":
          return [ofThrow({ node, inside, scope }, at)];
        case "if":
          return [knownOf(enter(first, at)), ...blockTroubles(first, at), ...blockTroubles(second, at), ...joins()];
        case "map":
          return [
            knownOf(enter(first, at)),
            ...itemsOf(first, at).flatMap((item) => blockTroubles(first, item)),
            ofGather(node.id, at),
          ];
        case "loop":
          return loopTroubles(node, at);
        case "try":
          return [outcome(node.id, at).trouble, ...blockTroubles(second, at), ...joins()];
      }
    };
    return all().filter((trouble) => trouble.length > 0);
  };
  const loopTroubles = (loop: LoopNode, path: IndexPath): readonly Trouble[] => {
    // A block knows all, where it has an instance.
    if (strict && real(path, place(loop.id).scope)) return strict.inside(loop.id, path);
    const body = place(loop.id).inside[0] as Scope;
    const items = itemsOf(body, path);
    const [entry] = [enter(body, path).trouble];
    return [entry, ...items.flatMap((item) => roundTroubles(loop, item))].filter((trouble) => trouble.length > 0);
  };
  const roundTroubles = memo((loop: LoopNode, path: IndexPath): readonly Trouble[] => {
    const body = place(loop.id).inside[0] as Scope;
    const ends = [...loop.carried.map(({ next }) => next), loop.again];
    const all = [...blockTroubles(body, path), ...ends.map((end) => uses(end, path))];
    const found = all.filter((trouble) => trouble.length > 0);
    if (found.length > 0 || !enter(body, path).entered) return found;
    return ends.map((end) => thrown(end, path, loop.id)).filter((trouble) => trouble.length > 0);
  });

  const stands = (scope: Scope, outer: Scope): boolean => {
    for (let at: Scope | null = scope; at; at = at.parent) if (at === outer) return true;
    return false;
  };
  const isInside = (cause: Cause, attempt: Scope): boolean => cause.node !== "result" && stands(place(cause.node).scope, attempt);
  const ownOutcome = memo((id: NodeId, path: IndexPath): Outcome => {
    const { scope, inside } = place(id);
    const attempt = inside[0] as Scope;
    const { trouble, entered } = enter(scope, path);
    if (trouble.length > 0 || !entered) return { trouble, caught: null };
    const causes = blockTroubles(attempt, path).flat();
    const outside = causes.find((cause) => !isInside(cause, attempt));
    return outside ? { trouble: [outside], caught: null } : { trouble: [], caught: causes[0] ?? null };
  });
  const outcome = (id: NodeId, path: IndexPath): Outcome => {
    const at = cut(path, place(id).scope);
    // A gate knows all, where it has an instance.
    return strict && real(at, place(id).scope) ? strict.outcome(id, at) : ownOutcome(id, at);
  };

  // Calls

  const decided = memo((call: NodeId, path: IndexPath): { readonly state: NodeState; readonly trouble: Trouble } => {
    const { node, scope } = place(call);
    if (node.kind !== "call") throw new Error(`no call ${call}`);
    const { trouble, entered } = enter(scope, path);
    const needs = each([trouble, uses(node.arguments, path), ...node.after.map((id) => ofAfter(id, path))]);
    if (needs.length > 0) return { state: "not-run", trouble: needs };
    if (!real(path, scope) || !entered) return { state: "skipped", trouble: [] };
    const threw = thrown(node.arguments, path, call);
    if (threw.length > 0) return { state: lenient ? "skipped" : "not-run", trouble: threw };
    if (world.fails(call, path)) return { state: "failed", trouble: [{ node: call, path }] };
    return { state: "succeeded", trouble: [] };
  });
  const exactState = (call: NodeId, path: IndexPath): NodeState =>
    strict ? strict.state(call, path) : decided(call, path).state;

  const instances = (scope: Scope): readonly IndexPath[] => {
    if (!scope.parent) return [[]];
    const outer = instances(scope.parent);
    if (scope.entry.kind !== "body" && scope.entry.kind !== "round") return outer;
    return outer.flatMap((path) => itemsOf(scope, path)).filter((path) => real(path, scope));
  };
  return {
    state: (call, path) => decided(call, path).state,
    outcome,
    entered: (scope, path) => enter(scope, path).entered,
    inside: (id, path) => troubles(place(id), path),
    instances,
    count: (map, path) => {
      const body = place(map).inside[0] as Scope;
      const outer = body.parent as Scope;
      const { trouble } = enter(body, cut(path, outer));
      if (trouble.length > 0) throw new NoValue(map);
      return enter(outer, path).entered ? list(map, path).length : 0;
    },
    evaluate: (expression, path) => evaluate(expression, path, "result"),
    failed: () => {
      if (blockTroubles(scopes.root, []).length > 0 || uses(pipeline.result, []).length > 0) return true;
      return thrown(pipeline.result, [], "result").length > 0;
    },
  };
}

function memo2<K extends string, T>(
  compute: (key: K, path: IndexPath, scope: Scope) => T,
): (key: K, path: IndexPath, scope: Scope) => T {
  const known = new Map<Scope, (key: K, path: IndexPath) => T>();
  return (key, path, scope) => {
    const of = known.get(scope) ?? memo((one: K, at: IndexPath) => compute(one, at, scope));
    known.set(scope, of);
    return of(key, path);
  };
}

function memo<K extends string | object, T>(compute: (key: K, path: IndexPath) => T): (key: K, path: IndexPath) => T {
  const known = new Map<K, Map<string, T>>();
  return (key, path) => {
    const of = known.get(key) ?? new Map<string, T>();
    known.set(key, of);
    const name = path.join(".");
    if (!of.has(name)) of.set(name, compute(key, path));
    return of.get(name) as T;
  };
}
