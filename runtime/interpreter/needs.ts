// Health: whether all that something needs has ended without failure, strictly: also on sides of an `if`'s join that are not read.
import { type Expression, type IndexPath, type NodeId, usesOf, type VariableId } from "../contract/index.js";
import { createEntries, type Entry } from "./entries.js";
import { createMemo } from "./memo.js";
import { usedOutside } from "./outside.js";
import type { Parts } from "./parts.js";
import type { Definition, Place } from "./table.js";
import { type Trouble, trial, worst } from "./trouble.js";
import { mayThrow } from "./values.js";

export interface Needs {
  enter(place: Place, index: IndexPath): Promise<Entry>;
  /** Of all variables that an expression uses; the expression itself is not evaluated. */
  ofUses(expression: Expression, index: IndexPath): Promise<Trouble | null>;
  /** Of an entry of `after`: all of a compound, the expression of a let. */
  ofAfter(node: NodeId, index: IndexPath): Promise<Trouble | null>;
  ofVariable(variable: VariableId, index: IndexPath): Promise<Trouble | null>;
  /** Of a block, of what an expression in it uses, and, where the block is entered, of its evaluation. */
  ofExpression(place: Place, path: IndexPath, expression: Expression, owner: NodeId): Promise<Trouble | null>;
  /** The index paths of a map's body; the path itself, which is too short, where there are none. */
  itemsOf(map: NodeId, path: IndexPath): Promise<readonly [readonly IndexPath[], Trouble | null]>;
}

export function createNeeds(parts: Parts): Needs {
  const { table } = parts;
  const variables = createMemo<Trouble | null>();

  const ofUses = async (expression: Expression, index: IndexPath): Promise<Trouble | null> => {
    const [only, ...more] = new Set(usesOf(expression));
    if (only === undefined) return null;
    if (more.length === 0) return ofVariable(only, index);
    return worst(await Promise.all([only, ...more].map((variable) => ofVariable(variable, index))), table.nodes);
  };
  const ofVariable = (variable: VariableId, index: IndexPath): Promise<Trouble | null> => {
    const definition = table.variables.get(variable);
    if (!definition) throw new Error(`zenc: the plan uses "${variable}", which it does not define.`);
    const path = index.slice(0, definition.place.depth);
    return variables.get(`${variable}@${path.join(".")}`, () => computeVariable(variable, definition, path));
  };
  const computeVariable = async (variable: VariableId, definition: Definition, path: IndexPath): Promise<Trouble | null> => {
    const { place } = definition;
    switch (definition.kind) {
      case "parameters":
        return null;
      case "call":
        return parts.tasks.ofTask(definition.node.id, path);
      case "let":
        return ofExpression(place, path, definition.node.value, definition.node.id);
      case "join": {
        const { node, join } = definition;
        const said = [node.condition, join.then, join.otherwise];
        return settle(place, path, said, said.some(mayThrow), { kind: "reference", variable }, node.id);
      }
      case "item":
      case "index":
      case "head":
      case "error":
        return (await enter(place, path)).trouble;
      case "gather":
        return ofGather(definition.node.id, path);
      case "carried":
        return worst((await parts.loops.of(definition.node.id, path)).troubles, table.nodes);
      case "caught": {
        const outcome = await parts.tries.outcome(definition.node.id, path);
        return outcome.kind === "trouble" ? outcome.trouble : null;
      }
      case "snapshot": {
        const { before, at } = definition.snapshot;
        const { trouble, entered } = await enter(place, path);
        const outside = await ofOutside(definition.node.id, [before, ...at.map(({ value }) => value)], path);
        if (trouble || outside || !entered) return worst([trouble, outside], table.nodes);
        const { expression, index } = await parts.tries.snapshotOf(definition.node.id, definition.snapshot, path);
        return (await ofUses(expression, index)) ?? trial(() => parts.values.evaluate(expression, index, definition.node.id));
      }
      case "tryJoin": {
        const { node, join } = definition;
        const outcome = await parts.tries.outcome(node.id, path);
        const before = outcome.kind === "trouble" ? outcome.trouble : null;
        const needed = [await ofOutside(node.id, [join.then], path), await ofUses(join.otherwise, path)];
        const known = worst([before, ...needed], table.nodes);
        if (known || !(await enter(place, path)).entered) return known;
        return ofExpression(place, path, outcome.kind === "caught" ? join.otherwise : join.then, node.id);
      }
    }
  };
  /** Of what expressions of the body of a `try` use outside of it, read or not. */
  const ofOutside = async (id: NodeId, expressions: readonly Expression[], path: IndexPath): Promise<Trouble | null> => {
    const variables = usedOutside(table, table.bodies.get(id) as Place, expressions);
    return worst(await Promise.all(variables.map((variable) => ofVariable(variable, path))), table.nodes);
  };
  const ofExpression = (place: Place, path: IndexPath, expression: Expression, owner: NodeId): Promise<Trouble | null> =>
    settle(place, path, [expression], mayThrow(expression), expression, owner);
  /** `uses` is what counts; `tried` whether `evaluated` may throw. */
  const settle = async (
    place: Place,
    path: IndexPath,
    uses: readonly Expression[],
    tried: boolean,
    evaluated: Expression,
    owner: NodeId,
  ): Promise<Trouble | null> => {
    const [entry, ...all] = await Promise.all([enter(place, path), ...uses.map((part) => ofUses(part, path))]);
    const trouble = worst([entry.trouble, ...all], table.nodes);
    return trouble || !tried || !entry.entered ? trouble : trial(() => parts.values.evaluate(evaluated, path, owner));
  };
  const { enter } = createEntries(parts, ofUses);

  const ofGather = async (id: NodeId, path: IndexPath): Promise<Trouble | null> => {
    const [node, body] = [table.nodes.get(id)?.node, table.bodies.get(id)];
    if (node?.kind !== "map" || !body) throw new Error(`zenc: the plan has no fan-out "${id}".`);
    const [paths, trouble] = await itemsOf(id, path);
    const all = await Promise.all(paths.map((at) => ofUses(node.result, at)));
    const thrown = table.throwing.has(id)
      ? await Promise.all(paths.map(async (at) => worst(await parts.walks.ofBlock(node.body, at, "throws"), table.nodes)))
      : [];
    const known = worst([trouble, ...all, ...thrown], table.nodes);
    if (known || !mayThrow(node.result) || paths[0]?.length !== body.depth) return known;
    return worst(await Promise.all(paths.map((at) => trial(() => parts.values.evaluate(node.result, at, id)))), table.nodes);
  };
  const itemsOf = async (id: NodeId, path: IndexPath): Promise<readonly [readonly IndexPath[], Trouble | null]> => {
    const body = table.bodies.get(id) as Place;
    const outer = body.parent && path.length === body.parent.depth ? await enter(body.parent, path) : null;
    const { trouble } = await enter(body, path);
    if (trouble || !outer?.entered) return [[path], trouble];
    const items = await parts.values.listOf(id, path);
    return [items.length === 0 ? [path] : Array.from(items, (_, position) => [...path, position]), null];
  };

  const ofAfter = async (id: NodeId, index: IndexPath): Promise<Trouble | null> => {
    const found = table.nodes.get(id);
    if (!found) throw new Error(`zenc: the plan names a node "${id}", which it does not have.`);
    const path = index.slice(0, found.place.depth);
    return worst(await parts.walks.of(found.node, path, "all"), table.nodes);
  };
  return { enter, ofUses, ofAfter, ofVariable, ofExpression, itemsOf };
}
