// The processes that a step started: found through the system, because a step says nothing about them.
import { readdirSync, readFileSync } from "node:fs";

/** Sends a signal to every descendant of this process, grandchildren too. What has ended meanwhile is passed over. */
export function signalDescendants(signal: NodeJS.Signals): void {
  for (const pid of descendantsOf(process.pid)) {
    try {
      process.kill(pid, signal);
    } catch {
      // Gone already.
    }
  }
}

/** Sends a signal to the group that a detached child leads. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // Gone already.
  }
}

/** Nearest first. Elsewhere than on Linux none is found; there the engine's own process group has to do. */
function descendantsOf(root: number): readonly number[] {
  const found: number[] = [];
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    for (const child of childrenOf(pid)) {
      if (found.includes(child)) continue;
      found.push(child);
      waiting.push(child);
    }
  }
  return found;
}

/** The kernel lists the children of each thread. */
function childrenOf(pid: number): readonly number[] {
  const threads = attempt(() => readdirSync(`/proc/${pid}/task`)) ?? [];
  return threads.flatMap((thread) => {
    const text = attempt(() => readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8")) ?? "";
    return text.split(" ").filter(Boolean).map(Number);
  });
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
