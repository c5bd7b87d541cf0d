// Loops at run time: how many rounds have begun, and what trouble there is in them.
import { blocksOf, type IndexPath, type LoopNode, type NodeId, type StructureNode } from "../contract/index.js";
import { createMemo } from "./memo.js";
import type { Parts } from "./parts.js";
import type { Place } from "./table.js";
import type { Trouble } from "./trouble.js";

export interface Rounds {
  /** Rounds that have begun. */
  readonly count: number;
  /** Of the loop as a whole, in program order; empty where it has ended well, or is not entered. */
  readonly troubles: readonly Trouble[];
}

export interface Loops {
  of(loop: NodeId, path: IndexPath): Promise<Rounds>;
  /** All trouble in one round, in program order: of its nodes, of the values that it carries on, of `again`. */
  round(loop: NodeId, path: IndexPath): Promise<readonly Trouble[]>;
  /** A round that has surely begun: those before it have ended without trouble. 0 where nothing is known. */
  begun(loop: NodeId, path: IndexPath): Promise<number>;
}

export function createLoops(parts: Parts): Loops {
  const { table, answers } = parts;
  const counts = createMemo<Rounds>();
  const rounds = createMemo<readonly Trouble[]>();
  const beginnings = createMemo<number>();
  const nameOf = (loop: NodeId, path: IndexPath): string => `${loop}@${path.join(".")}`;
  const loopOf = (loop: NodeId): { readonly node: LoopNode; readonly body: Place } => {
    const [node, body] = [table.nodes.get(loop)?.node, table.bodies.get(loop)];
    if (node?.kind !== "loop" || !body) throw new Error(`zenc: the plan has no loop "${loop}".`);
    return { node, body };
  };

  const computeRounds = async (loop: NodeId, path: IndexPath): Promise<Rounds> => {
    const { body } = loopOf(loop);
    const begins = (at: IndexPath) => parts.needs.enter(body, at);
    /** Not begun: its nodes and expressions count once, at a path that is too short. */
    const none = async (trouble: Trouble | null): Promise<Rounds> => {
      const inside = await round(loop, path);
      return { count: 0, troubles: trouble ? [trouble, ...inside] : inside };
    };
    if (path.length < body.depth - 1) return none((await begins(path)).trouble);
    for (let count = await begun(loop, path); ; count++) {
      const { trouble, entered } = await begins([...path, count]);
      if (entered) continue;
      if (count === 0) return none(trouble);
      return { count, troubles: await round(loop, [...path, count - 1]) };
    }
  };
  const computeRound = async (loop: NodeId, path: IndexPath): Promise<readonly Trouble[]> => {
    const { node, body } = loopOf(loop);
    const inside = await parts.walks.ofBlock(node.body, path, "all");
    const said = [...node.carried.map(({ next }) => next), node.again];
    const carried = await Promise.all(said.map((expression) => parts.needs.ofExpression(body, path, expression, loop)));
    return [...inside, ...carried.filter((trouble) => trouble !== null)];
  };

  /**
   * A record in round k says that the rounds before k were over without trouble: who reads a finished loop need not look at
   * all of them. Doubles, then halves, so that of 1,000 rounds about 20 are asked for.
   */
  const computeBegun = async (loop: NodeId, path: IndexPath): Promise<number> => {
    const { node, body } = loopOf(loop);
    if (path.length < body.depth - 1 || answers.unfolds?.(loop, path)) return 0;
    const calls = signsOf(node);
    const hasRecord = async (number: number): Promise<boolean> => {
      for (const { id, zeros } of calls) if (await answers.record(id, [...path, number, ...zeros])) return true;
      return false;
    };
    let [low, high] = [0, 1];
    while (await hasRecord(high)) [low, high] = [high, high * 2];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (await hasRecord(middle)) low = middle;
      else high = middle;
    }
    return low;
  };

  const of = (loop: NodeId, path: IndexPath) => counts.get(nameOf(loop, path), () => computeRounds(loop, path));
  const round = (loop: NodeId, path: IndexPath) => rounds.get(nameOf(loop, path), () => computeRound(loop, path));
  const begun = (loop: NodeId, path: IndexPath) => beginnings.get(nameOf(loop, path), () => computeBegun(loop, path));
  return { of, round, begun };
}

/** Calls whose records show that a round has begun: one that each round makes, else any, in their first item or round. */
function signsOf(loop: LoopNode): readonly { readonly id: NodeId; readonly zeros: readonly number[] }[] {
  const sure = loop.body.find((node) => node.kind === "call");
  if (sure) return [{ id: sure.id, zeros: [] }];
  const found: { id: NodeId; zeros: readonly number[] }[] = [];
  const visit = (node: StructureNode, zeros: readonly number[]): void => {
    if (node.kind === "call") found.push({ id: node.id, zeros });
    for (const { block, indexed } of blocksOf(node)) for (const part of block) visit(part, indexed ? [...zeros, 0] : zeros);
  };
  for (const node of loop.body) visit(node, []);
  return found;
}
