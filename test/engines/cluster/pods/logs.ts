// What a pod has written, line by line as a container runtime keeps it: each line with the time at which it was first seen.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A pod whose standard output and error lie in a folder. */
export interface LoggedPod {
  readonly folder: string;
  /** Whether it has ended, and the API server knows. */
  readonly isOver: () => boolean;
}

export interface LogOptions {
  /** Goes on until the pod has ended. */
  readonly follow: boolean;
  readonly since?: Date;
}

export interface PodLog {
  /** Lines without their breaks. */
  lines(options: LogOptions): AsyncGenerator<LogLine>;
}

export interface LogLine {
  readonly at: Date;
  readonly text: string;
}

const pauseMs = 40;

export function logOf({ folder, isOver }: LoggedPod): PodLog {
  const all: LogLine[] = [];
  const read = { stdout: 0, stderr: 0 };
  /** What stands behind the last break counts when the pod has ended. */
  const look = async (last: boolean): Promise<void> => {
    for (const name of ["stdout", "stderr"] as const) {
      const text = await readFile(join(folder, name), "utf8").catch(() => "");
      const end = last ? text.length : text.lastIndexOf("\n") + 1;
      const fresh = text.slice(read[name], end).replace(/\n$/, "");
      if (end > read[name]) all.push(...fresh.split("\n").map((line) => ({ at: new Date(), text: line })));
      read[name] = Math.max(end, read[name]);
    }
  };
  return {
    async *lines({ follow, since = new Date(0) }) {
      for (let at = 0; ; await sleep(pauseMs)) {
        const over = isOver();
        await look(over);
        for (; at < all.length; at++) {
          const line = all[at] as LogLine;
          if (line.at >= since) yield line;
        }
        if (over || !follow) return;
      }
    },
  };
}
