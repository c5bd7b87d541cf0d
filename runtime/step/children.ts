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

function descendantsOf(root: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const [pid, parent] of processes()) parents.set(pid, parent);
  const found: number[] = [];
  for (const pid of parents.keys()) {
    for (let at = parents.get(pid), steps = 0; at !== undefined && steps < 100; at = parents.get(at), steps++) {
      if (at === root) {
        found.push(pid);
        break;
      }
    }
  }
  return found;
}

/** Pairs of process and parent, as Linux tells them; elsewhere none, there the engine's own process group has to do. */
function processes(): readonly (readonly [number, number])[] {
  let names: readonly string[];
  try {
    names = readdirSync("/proc");
  } catch {
    return [];
  }
  return names.flatMap((name): (readonly [number, number])[] => {
    if (!/^\d+$/.test(name)) return [];
    try {
      // `pid (name) state ppid …`; the name may hold anything, parentheses too.
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      return [[Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1])]];
    } catch {
      return [];
    }
  });
}
