// What an interpreter is told inside a block: a call of the block answers when its turn is over, so that nothing is asked twice.
import type { AttemptRecord, IndexPath, NodeId, TaskId } from "../contract/index.js";
import { type Answers, standsIn, type Table } from "../interpreter/index.js";

/**
 * Answers about the calls of one compound. A block walks in program order, and a call needs only what stands before it: so a
 * question about a call of the block can wait for its answer, and one interpreter serves all rounds.
 */
export interface BlockAnswers {
  /** Whether an instance is one of the block's, in an item that has been opened. */
  holds(node: NodeId | TaskId, index: IndexPath): boolean;
  /** Its record, or null where it leaves none: once its turn is over. */
  record(node: NodeId | TaskId, index: IndexPath): Promise<AttemptRecord | null>;
  /** Whether a loop is the block's own, or stands in it. */
  walks(loop: NodeId): boolean;
  /** From here on the compound's calls at and below this path are the block's. */
  open(path: IndexPath): void;
  settle(node: NodeId, index: IndexPath, record: AttemptRecord | null): void;
}

export function createBlockAnswers(table: Table, compound: NodeId): BlockAnswers {
  const body = table.bodies.get(compound);
  const opened = new Set<string>();
  const depth = body ? body.depth - 1 : 0;
  const turns = new Map<string, Turn>();
  const turnOf = (node: NodeId | TaskId, index: IndexPath): Turn => {
    const key = `${node}@${index.join(".")}`;
    const turn = turns.get(key) ?? openTurn();
    turns.set(key, turn);
    return turn;
  };
  return {
    holds(node, index) {
      const place = table.nodes.get(node as NodeId)?.place;
      return place !== undefined && body !== undefined && standsIn(place, body) && opened.has(index.slice(0, depth).join("."));
    },
    record: (node, index) => turnOf(node, index).over,
    walks(loop) {
      const place = table.nodes.get(loop)?.place;
      return loop === compound || (place !== undefined && body !== undefined && standsIn(place, body));
    },
    open: (path) => void opened.add(path.slice(0, depth).join(".")),
    settle: (node, index, record) => turnOf(node, index).end(record),
  };
}

interface Turn {
  readonly over: Promise<AttemptRecord | null>;
  end(record: AttemptRecord | null): void;
}

function openTurn(): Turn {
  let end: Turn["end"] = () => {};
  const over = new Promise<AttemptRecord | null>((resolve) => {
    end = resolve;
  });
  return { over, end: (record) => end(record) };
}

/** Inside the block its own walk answers; a loop in it is unfolded round by round, and never looked ahead in. */
export function answersInBlock(answers: Answers, block: BlockAnswers): Answers {
  return {
    ...answers,
    record: (node, index) => (block.holds(node, index) ? block.record(node, index) : answers.record(node, index)),
    unfolds: (loop) => block.walks(loop),
  };
}
