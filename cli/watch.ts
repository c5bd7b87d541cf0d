// `--watch`: does something again after each change of the files that it has read.
import { type FSWatcher, watch as watchFolder } from "node:fs";
import { basename, dirname } from "node:path";
import { exit } from "./exit.js";
import { type Session, warmSession } from "./session.js";
import type { Terminal } from "./terminal.js";

// Editors write a file in several steps.
const settleMs = 12;

/** Calls `act` now and after each change, with the compiler kept warm, until Ctrl-C. Its exit code is that of the last call. */
export async function watch(terminal: Terminal, act: (session: Session) => Promise<number>): Promise<number> {
  const session = warmSession(terminal.cwd);
  try {
    return await repeat(terminal, terminal.listen(), session, act);
  } finally {
    await session.close();
  }
}

async function repeat(
  terminal: Terminal,
  signal: AbortSignal,
  session: Session,
  act: (session: Session) => Promise<number>,
): Promise<number> {
  let exitCode: number = exit.ok;
  while (!signal.aborted) {
    const change = nextChange(session, signal);
    exitCode = await act(session);
    if (signal.aborted) break;
    change.arm(session.inputs());
    terminal.note(terminal.noteColors.dim("watching; Ctrl-C ends"));
    const changed = await change.happened;
    if (changed === null) break;
    terminal.note(terminal.noteColors.dim(`\n${changed} changed`));
  }
  // Ctrl-C is how a watch ends: what counts is what it saw last.
  return exitCode === exit.interrupted ? exit.ok : exitCode;
}

interface Change {
  /** Watches these files. Folders are watched, because editors replace files. */
  arm(files: readonly string[]): void;
  /** The name of a changed file; null where the signal came first. */
  readonly happened: Promise<string | null>;
}

/** Files that were read the last time are watched from the start, so that no change during the work is missed. */
function nextChange(session: Session, signal: AbortSignal): Change {
  const watchers = new Map<string, FSWatcher>();
  const names = new Map<string, Set<string>>();
  let end: (name: string | null) => void = () => {};
  const happened = new Promise<string | null>((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    end = (name) => {
      clearTimeout(timer);
      timer = setTimeout(
        () => {
          signal.removeEventListener("abort", abort);
          for (const watcher of watchers.values()) watcher.close();
          resolve(name);
        },
        name === null ? 0 : settleMs,
      );
    };
    const abort = (): void => end(null);
    signal.addEventListener("abort", abort, { once: true });
  });
  const arm = (files: readonly string[]): void => {
    for (const file of files) {
      const folder = dirname(file);
      const known = names.get(folder) ?? new Set<string>();
      names.set(folder, known.add(basename(file)));
      if (watchers.has(folder)) continue;
      try {
        const watcher = watchFolder(folder, (_, name) => {
          if (name !== null && names.get(folder)?.has(name)) end(name);
        });
        watcher.on("error", () => {});
        watchers.set(folder, watcher);
      } catch {
        // The folder is gone; its files' other importers are watched.
      }
    }
  };
  arm(session.inputs());
  return { arm, happened };
}
