// Health: whether all that something needs has ended without failure, strictly: also on sides of a join that are not read.
import { type Expression, type IndexPath, type NodeId, usesOf, type VariableId } from "../contract/index.js";
import { ExpressionError, NotAvailable } from "./errors.js";
import { createMemo } from "./memo.js";
import type { Place, Table } from "./table.js";
import { type Trouble, worst } from "./trouble.js";
import { mayThrow, type Values } from "./values.js";

/** What is known about a block at an index path. `entered` is false where there is trouble. */
export interface Entry {
  readonly trouble: Trouble | null;
  readonly entered: boolean;
}

export interface Needs {
  enter(place: Place, index: IndexPath): Promise<Entry>;
  /** Of all variables that an expression uses; the expression itself is not evaluated. */
  ofUses(expression: Expression, index: IndexPath): Promise<Trouble | null>;
  /** Of an entry of `after`: the calls of a compound, the expression of a let. */
  ofAfter(node: NodeId, index: IndexPath): Promise<Trouble | null>;
  ofVariable(variable: VariableId, index: IndexPath): Promise<Trouble | null>;
  /** Evaluates, and says what came of it. */
  trial(evaluation: () => Promise<unknown>): Promise<Trouble | null>;
}

/** `ofCall` answers for one instance of a call; a path too short stands for a fan-out without instances. */
export function createNeeds(
  table: Table,
  values: Values,
  ofCall: (node: NodeId, index: IndexPath) => Promise<Trouble | null>,
): Needs {
  const entries = createMemo<Entry>();
  const variables = createMemo<Trouble | null>();

  const trial = async (evaluation: () => Promise<unknown>): Promise<Trouble | null> => {
    try {
      await evaluation();
      return null;
    } catch (error) {
      if (error instanceof ExpressionError) {
        return { kind: "failed", cause: { kind: "expression", node: error.node, index: error.index, error: error.error } };
      }
      if (error instanceof NotAvailable) return { kind: "pending", node: error.node, index: error.index };
      throw error;
    }
  };
  const ofUses = async (expression: Expression, index: IndexPath): Promise<Trouble | null> =>
    worst(await Promise.all([...new Set(usesOf(expression))].map((variable) => ofVariable(variable, index))));

  const enter = (place: Place, index: IndexPath): Promise<Entry> => {
    const path = index.slice(0, place.depth);
    return entries.get(`${place.id}@${path.join(".")}`, () => computeEntry(place, path));
  };
  const computeEntry = async (place: Place, path: IndexPath): Promise<Entry> => {
    const { parent, frame } = place;
    if (!parent || !frame) return { trouble: null, entered: true };
    const said = frame.kind === "if" ? frame.node.condition : frame.node.over;
    const [outer, uses] = await Promise.all([enter(parent, path), ofUses(said, path)]);
    const trouble = worst([outer.trouble, uses]);
    if (trouble || !outer.entered) return { trouble, entered: false };
    let entered = false;
    const thrown = await trial(async () => {
      if (frame.kind === "if") {
        entered = Boolean(await values.evaluate(said, path, frame.node.id)) === (frame.side === "then");
      } else {
        const items = await values.listOf(frame.node.id, path);
        entered = path.length === place.depth && (path.at(-1) ?? 0) < items.length;
      }
    });
    return { trouble: thrown, entered };
  };

  const ofVariable = (variable: VariableId, index: IndexPath): Promise<Trouble | null> => {
    const depth = table.variables.get(variable)?.place.depth ?? 0;
    const path = index.slice(0, depth);
    return variables.get(`${variable}@${path.join(".")}`, () => computeVariable(variable, path));
  };
  const computeVariable = async (variable: VariableId, path: IndexPath): Promise<Trouble | null> => {
    const definition = table.variables.get(variable);
    if (!definition) throw new Error(`zenc: the plan uses "${variable}", which it does not define.`);
    const { place } = definition;
    switch (definition.kind) {
      case "parameters":
        return null;
      case "call":
        return ofCall(definition.node.id, path);
      case "let": {
        const { node } = definition;
        return settle(place, path, [node.value], mayThrow(node.value), () => values.evaluate(node.value, path, node.id));
      }
      case "join": {
        const { node, join } = definition;
        const said = [node.condition, join.then, join.otherwise];
        return settle(place, path, said, said.some(mayThrow), () =>
          values.evaluate({ kind: "reference", variable }, path, node.id),
        );
      }
      case "item":
      case "index":
        return (await enter(place, path)).trouble;
      case "gather":
        return ofGather(definition.node.id, path);
    }
  };
  /** Of the block, of what expressions use, and, where the block is entered, of their evaluation. */
  const settle = async (
    place: Place,
    path: IndexPath,
    said: readonly Expression[],
    tried: boolean,
    evaluation: () => Promise<unknown>,
  ): Promise<Trouble | null> => {
    const [entry, ...uses] = await Promise.all([enter(place, path), ...said.map((part) => ofUses(part, path))]);
    const trouble = worst([entry.trouble, ...uses]);
    return trouble || !tried || !entry.entered ? trouble : trial(evaluation);
  };
  const ofGather = async (map: NodeId, path: IndexPath): Promise<Trouble | null> => {
    const [found, body] = [table.nodes.get(map), table.bodies.get(map)];
    if (found?.node.kind !== "map" || !body) throw new Error(`zenc: the plan has no fan-out "${map}".`);
    const { result } = found.node;
    const [paths, trouble] = await instancesAt(map, body, path);
    const all = await Promise.all(paths.map((at) => ofUses(result, at)));
    const known = worst([trouble, ...all]);
    if (known || !mayThrow(result) || paths[0]?.length !== body.depth) return known;
    return worst(await Promise.all(paths.map((at) => trial(() => values.evaluate(result, at, map)))));
  };
  /** The index paths of a map's body; the path itself, which is too short, where there are none. */
  const instancesAt = async (map: NodeId, body: Place, path: IndexPath): Promise<[readonly IndexPath[], Trouble | null]> => {
    const outer = body.parent && path.length === body.parent.depth ? await enter(body.parent, path) : null;
    const { trouble } = await enter(body, path);
    if (trouble || !outer?.entered) return [[path], trouble];
    const items = await values.listOf(map, path);
    return [items.length === 0 ? [path] : Array.from(items, (_, position) => [...path, position]), null];
  };

  const ofAfter = async (id: NodeId, index: IndexPath): Promise<Trouble | null> => {
    const found = table.nodes.get(id);
    if (!found) throw new Error(`zenc: the plan names a node "${id}", which it does not have.`);
    const { node, place } = found;
    const path = index.slice(0, place.depth);
    if (node.kind === "let") return ofVariable(node.out, path);
    return inside(node.id, path);
  };
  /** Of every call in a node, lets aside. */
  const inside = async (id: NodeId, path: IndexPath): Promise<Trouble | null> => {
    const node = table.nodes.get(id)?.node;
    switch (node?.kind) {
      case "call":
        return ofCall(node.id, path);
      case "if":
        return worst(await Promise.all([...node.then, ...node.otherwise].map((part) => inside(part.id, path))));
      case "map": {
        const body = table.bodies.get(node.id) as Place;
        const [paths, trouble] = await instancesAt(node.id, body, path);
        const parts = await Promise.all(paths.flatMap((at) => node.body.map((part) => inside(part.id, at))));
        return worst([trouble, ...parts]);
      }
      default:
        return null;
    }
  };
  return { enter, ofUses, ofAfter, ofVariable, trial };
}
