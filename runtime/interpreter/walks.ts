// Trouble in nodes and blocks, in program order: items of a fan-out and rounds of a loop one after another.
import type { Block, IndexPath, NodeId, StructureNode, ThrowNode } from "../contract/index.js";
import type { Parts } from "./parts.js";
import { type Trouble, trial, worst } from "./trouble.js";

/**
 * all: of calls, throws and every expression (what a `try` catches, what ends a loop, what the order of effects waits for); throws: of
 * throws alone (what a gather needs beside its results).
 */
export type What = "all" | "throws";

export interface Walks {
  of(node: StructureNode, path: IndexPath, what: What): Promise<readonly Trouble[]>;
  ofBlock(block: Block, path: IndexPath, what: What): Promise<readonly Trouble[]>;
  /** Of a node's own expressions, in one instance: what stands in its blocks is left out. Of a call: why it has no result. */
  own(node: StructureNode, path: IndexPath): Promise<readonly Trouble[]>;
}

export function createWalks(parts: Parts): Walks {
  const { table } = parts;
  /** `dead`: the block is not entered, so that its calls have no records; they may be not run all the same (rule 2). */
  const ofBlock = async (block: Block, path: IndexPath, what: What, dead = false): Promise<readonly Trouble[]> => {
    const nodes = what === "throws" ? block.filter((node) => table.throwing.has(node.id)) : block;
    return (await Promise.all(nodes.map((node) => of(node, path, what, dead)))).flat();
  };
  const of = async (node: StructureNode, path: IndexPath, what: What, dead = false): Promise<readonly Trouble[]> => {
    const all = what === "all";
    switch (node.kind) {
      case "let":
        return all ? own(node, path) : [];
      case "call":
        return what === "throws" ? [] : present([await parts.tasks.ofTask(node.id, path, dead)]);
      case "throw":
        return own(node, path);
      case "if": {
        const condition = all ? present([await ofCondition(node.id, path)]) : [];
        const sides = table.sides.get(node.id) ?? [];
        const inside = await Promise.all(
          sides.map(async ({ place, block }) => {
            const { trouble, entered } = await parts.needs.enter(place, path);
            return ofBlock(block, path, what, trouble === null && !entered);
          }),
        );
        return [...condition, ...inside.flat(), ...(all ? await ofJoins(node, path) : [])];
      }
      case "map": {
        const [paths, trouble] = await parts.needs.itemsOf(node.id, path);
        const items = await Promise.all(
          paths.map(async (at) => [
            ...(await ofBlock(node.body, at, what, dead)),
            ...(all ? present([await ofResult(node.id, at)]) : []),
          ]),
        );
        return [...present([trouble]), ...items.flat()];
      }
      case "loop":
        return (await parts.loops.of(node.id, path)).troubles;
      case "try": {
        const outcome = await parts.tries.outcome(node.id, path);
        if (outcome.kind === "trouble") return [outcome.trouble];
        const handler = await ofBlock(node.handler, path, what, outcome.kind !== "caught");
        return [...handler, ...(all ? await ofJoins(node, path) : [])];
      }
    }
  };

  const own = async (node: StructureNode, path: IndexPath): Promise<readonly Trouble[]> => {
    switch (node.kind) {
      case "let":
        return present([await parts.needs.ofVariable(node.out, path)]);
      case "call":
        return present([await parts.tasks.ofTask(node.id, path)]);
      case "throw":
        return present([await ofThrow(node, path)]);
      case "if":
        return [...present([await ofCondition(node.id, path)]), ...(await ofJoins(node, path))];
      case "map": {
        const [paths, trouble] = await parts.needs.itemsOf(node.id, path);
        return present([trouble, ...(await Promise.all(paths.map((at) => ofResult(node.id, at))))]);
      }
      case "loop":
        return (await parts.loops.of(node.id, path)).troubles;
      case "try": {
        const outcome = await parts.tries.outcome(node.id, path);
        return outcome.kind === "trouble" ? [outcome.trouble] : ofJoins(node, path);
      }
    }
  };

  const placeOf = (id: NodeId) => table.nodes.get(id)?.place ?? table.root;
  const ofCondition = async (id: NodeId, path: IndexPath): Promise<Trouble | null> => {
    const node = table.nodes.get(id)?.node;
    return node?.kind === "if" ? parts.needs.ofExpression(placeOf(id), path, node.condition, id) : null;
  };
  const ofResult = async (id: NodeId, path: IndexPath): Promise<Trouble | null> => {
    const [node, body] = [table.nodes.get(id)?.node, table.bodies.get(id)];
    return node?.kind === "map" && body ? parts.needs.ofExpression(body, path, node.result, id) : null;
  };
  const ofJoins = async (
    { joins }: Extract<StructureNode, { kind: "if" | "try" }>,
    path: IndexPath,
  ): Promise<readonly Trouble[]> => present(await Promise.all(joins.map((join) => parts.needs.ofVariable(join.out, path))));
  /** A throw that is reached is trouble by itself. */
  const ofThrow = async (node: ThrowNode, path: IndexPath): Promise<Trouble | null> => {
    const [entry, ...needs] = await Promise.all([
      parts.needs.enter(placeOf(node.id), path),
      parts.needs.ofUses(node.value, path),
      ...node.after.map((before) => parts.needs.ofAfter(before, path)),
    ]);
    const trouble = worst([entry.trouble, ...needs], table.nodes);
    if (trouble || !entry.entered) return trouble;
    let error: unknown;
    const thrown = await trial(async () => {
      error = await parts.values.evaluate(node.value, path, node.id);
    });
    return thrown ?? { kind: "failed", cause: { kind: "expression", node: node.id, index: path, error } };
  };
  return { of, ofBlock, own };
}

const present = (troubles: readonly (Trouble | null)[]): readonly Trouble[] => troubles.filter((trouble) => trouble !== null);
