// Values: what an expression evaluates to, as JavaScript would, each variable at most once per index path.
import type {
  Artifact,
  Expression,
  GlueModule,
  IndexPath,
  Json,
  ListItem,
  NodeId,
  TaskId,
  VariableId,
} from "../contract/index.js";
import { partsOf } from "../contract/index.js";
import { ExpressionError, NotAvailable } from "./errors.js";
import { createMemo } from "./memo.js";
import type { Parts } from "./parts.js";
import type { Definition } from "./table.js";
import { errorOfTrouble, worst } from "./trouble.js";

type Owner = NodeId | TaskId | null;
type DefinitionOf<Kind extends Definition["kind"]> = Extract<Definition, { kind: Kind }>;

export interface Values {
  /** `owner` is named by the ExpressionError that a throw becomes. */
  evaluate(expression: Expression, index: IndexPath, owner: Owner): Promise<unknown>;
  /** The list that a map runs over, at the index path of the block that holds the map. */
  listOf(map: NodeId, index: IndexPath): Promise<readonly unknown[]>;
}

export function createValues(parts: Parts): Values {
  const { table, answers } = parts;
  const variables = createMemo<unknown>();
  const lists = createMemo<unknown>();
  const artifacts = createMemo<Artifact | null>();
  const loads = new Map<Artifact, Promise<unknown>>();
  let glueModule: Promise<GlueModule> | undefined;

  const definitionOf = (variable: VariableId): Definition => {
    const definition = table.variables.get(variable);
    if (!definition) throw new Error(`zenc: the plan uses "${variable}", which it does not define.`);
    return definition;
  };
  const load = (artifact: Artifact): Promise<unknown> => {
    const found = loads.get(artifact);
    if (found) return found;
    const made = answers.load(artifact);
    loads.set(artifact, made);
    return made;
  };

  const variableOf = (variable: VariableId, index: IndexPath): Promise<unknown> => {
    const definition = definitionOf(variable);
    const path = index.slice(0, definition.place.depth);
    return variables.get(`${variable}@${path.join(".")}`, () => compute(definition, path));
  };

  const compute = async (definition: Definition, path: IndexPath): Promise<unknown> => {
    switch (definition.kind) {
      case "parameters":
        return answers.parameters;
      case "let":
        return evaluate(definition.node.value, path, definition.node.id);
      case "call": {
        const output = await outputOf(definition.node.id, path);
        return output ? load(output) : undefined;
      }
      case "join": {
        const { node, join } = definition;
        const holds = await evaluate(node.condition, path, node.id);
        return evaluate(holds ? join.then : join.otherwise, path, node.id);
      }
      case "item":
        return (await listOf(definition.node.id, path.slice(0, -1)))[path.at(-1) ?? 0];
      case "index":
        return path.at(-1);
      case "gather": {
        const { node } = definition;
        const items = await listOf(node.id, path);
        return Promise.all(Array.from(items, (_, position) => evaluate(node.result, [...path, position], node.id)));
      }
      case "head":
      case "carried":
        return ofLoop(definition, path);
      default:
        return ofTry(definition, path);
    }
  };
  const ofLoop = async (definition: DefinitionOf<"head" | "carried">, path: IndexPath): Promise<unknown> => {
    const { node, carried } = definition;
    if (definition.kind === "head") {
      const [outside, round] = [path.slice(0, -1), path.at(-1) ?? 0];
      if (round === 0) return evaluate(carried.init, outside, node.id);
      return evaluate(carried.next, [...outside, round - 1], node.id);
    }
    const { count, troubles } = await parts.loops.of(node.id, path);
    const trouble = worst(troubles, table.nodes);
    if (trouble) throw errorOfTrouble(trouble);
    // Of a loop that is not entered: nothing reads it.
    return count === 0 ? undefined : evaluate(carried.next, [...path, count - 1], node.id);
  };
  const ofTry = async (definition: DefinitionOf<"caught" | "error" | "snapshot" | "tryJoin">, path: IndexPath) => {
    const { node } = definition;
    const outcome = await parts.tries.outcome(node.id, path);
    if (outcome.kind === "trouble") throw errorOfTrouble(outcome.trouble);
    const caught = outcome.kind === "caught";
    switch (definition.kind) {
      case "caught":
        return caught;
      case "error":
        return caught ? outcome.error : undefined;
      case "tryJoin":
        return evaluate(caught ? definition.join.otherwise : definition.join.then, path, node.id);
      case "snapshot": {
        const { expression, index } = await parts.tries.snapshotOf(node.id, definition.snapshot, path);
        return evaluate(expression, index, node.id);
      }
    }
  };

  /** A call's stored output; null where it returns nothing, or was skipped: its value is undefined then, for nothing reads it. */
  const outputOf = async (node: NodeId, path: IndexPath): Promise<Artifact | null> => {
    const record = await answers.record(node, path);
    if (record && record.state !== "failed") return record.output;
    if (!record && (await parts.tasks.decide(node, path)).kind === "skip") return null;
    throw new NotAvailable(node, path);
  };

  const listOf = async (map: NodeId, index: IndexPath): Promise<readonly unknown[]> => {
    const found = table.nodes.get(map);
    if (found?.node.kind !== "map") throw new Error(`zenc: the plan has no fan-out "${map}".`);
    const { over } = found.node;
    const path = index.slice(0, found.place.depth);
    const list = await lists.get(`${map}@${path.join(".")}`, () => evaluate(over, path, map));
    if (!Array.isArray(list))
      throw new ExpressionError(map, path, new TypeError("The value that is mapped over is not an array."));
    return list;
  };

  /** The stored output that an expression names as it stands, so that of an output stored field by field one field alone is loaded. */
  const artifactOf = async (expression: Expression, index: IndexPath): Promise<Artifact | null> => {
    if (expression.kind === "reference") {
      const definition = definitionOf(expression.variable);
      if (definition.kind !== "let" && definition.kind !== "call") return null;
      const path = index.slice(0, definition.place.depth);
      return artifacts.get(`${expression.variable}@${path.join(".")}`, () =>
        definition.kind === "call" ? outputOf(definition.node.id, path) : artifactOf(definition.node.value, path),
      );
    }
    if (expression.kind !== "select") return null;
    const from = await artifactOf(expression.from, index);
    if (from?.kind === "record" && Object.hasOwn(from.fields, expression.key)) return from.fields[expression.key] ?? null;
    if (from?.kind === "list" && typeof expression.key === "number") return from.items[expression.key] ?? null;
    return null;
  };

  const listItem = async (item: ListItem, index: IndexPath, owner: Owner): Promise<readonly unknown[]> => {
    if (item.kind !== "spread") return [await evaluate(item, index, owner)];
    const value = await evaluate(item.of, index, owner);
    return attempt(owner, index, () => [...(value as Iterable<unknown>)]);
  };

  const evaluate = async (expression: Expression, index: IndexPath, owner: Owner): Promise<unknown> => {
    switch (expression.kind) {
      case "literal":
        return expression.value satisfies Json;
      case "undefined":
        return undefined;
      case "reference":
        return variableOf(expression.variable, index);
      case "select": {
        const artifact = await artifactOf(expression, index);
        if (artifact) return load(artifact);
        const from = await evaluate(expression.from, index, owner);
        if (expression.optional && (from === null || from === undefined)) return undefined;
        return attempt(owner, index, () => (from as Record<string | number, unknown>)[expression.key]);
      }
      case "list":
        return (await Promise.all(expression.items.map((item) => listItem(item, index, owner)))).flat(1);
      case "object": {
        const values = await Promise.all(expression.entries.map((entry) => evaluate(entry.value, index, owner)));
        // `fromEntries` defines own properties, so that a key `__proto__` is one too.
        return Object.fromEntries(expression.entries.map((entry, position) => [entry.key, values[position]]));
      }
      case "not":
        return !(await evaluate(expression.of, index, owner));
      case "and":
        for (const part of expression.all) if (!(await evaluate(part, index, owner))) return false;
        return true;
      case "or":
        for (const part of expression.any) if (await evaluate(part, index, owner)) return true;
        return false;
      case "glue": {
        glueModule ??= answers.glue();
        const [module, ...values] = await Promise.all([glueModule, ...expression.uses.map((use) => variableOf(use, index))]);
        const run = module[expression.glue];
        if (!run) throw new Error(`zenc: the glue module does not export "${expression.glue}".`);
        return attempt(owner, index, () => run(...values));
      }
    }
  };
  return { evaluate, listOf };
}

/** Runs what may throw as the author's own expression would. */
function attempt<T>(owner: Owner, index: IndexPath, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    throw new ExpressionError(owner, index, error);
  }
}

/** Whether evaluation can throw by itself, its variables having values. */
export function mayThrow(expression: Expression): boolean {
  if (expression.kind === "glue") return expression.throws;
  if (expression.kind === "select" && !expression.optional) return true;
  if (expression.kind === "list" && expression.items.some((item) => item.kind === "spread")) return true;
  return partsOf(expression).some(mayThrow);
}
