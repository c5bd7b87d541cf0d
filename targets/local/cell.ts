// A cell says whether a task's instance, or all instances of a task below one index path, have ended. Schedules are made of them.
import type { AtomId } from "../../runtime/contract/index.js";

export interface Cell {
  /** The group that this is a part of. */
  readonly parent: Cell | null;
  ended: boolean;
  /** Failed or not run, itself or a part: who waits for it is not run. */
  failed: boolean;
  /** Parts that have not ended; null while their number is unknown. */
  remaining: number | null;
  /** What the task published. */
  booleans: Readonly<Record<AtomId, boolean | "some">>;
  lists: Readonly<Record<AtomId, readonly boolean[]>>;
  count: number | null;
  /** Called once, when it has ended. */
  listeners: (() => void)[];
}

/** A cell that has not ended. */
export function openCell(parent: Cell | null): Cell {
  return { parent, ended: false, failed: false, remaining: null, booleans: {}, lists: {}, count: null, listeners: [] };
}

/**
 * Ends a cell, and the groups that end with it. Listeners are appended to `later` and not called here: chains of tasks
 * that are skipped may be long.
 */
export function endCell(cell: Cell, failed: boolean, later: (() => void)[]): void {
  for (let at: Cell | null = cell, failure = failed; at; at = at.parent) {
    at.failed ||= failure;
    failure = at.failed;
    if (at !== cell) {
      at.remaining = (at.remaining ?? 0) - 1;
      if (at.remaining > 0) return;
    }
    at.ended = true;
    later.push(...at.listeners);
    at.listeners = [];
  }
}
