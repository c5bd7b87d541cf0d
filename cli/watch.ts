// `--watch`: does something again after each change of the files that it has read.
import { type FSWatcher, watch as watchFolder } from "node:fs";
import { basename, dirname } from "node:path";
import { exit, knownError } from "./exit.js";
import { type Session, warmSession } from "./session.js";
import { stackFilePlaces } from "./stack-file.js";
import { type Terminal, tell } from "./terminal.js";
import { duration } from "./words.js";

// Editors write a file in several steps.
const settleMs = 12;
const source = /\.([cm]?tsx?|json)$/;
// The screen and what was scrolled out of it.
const emptyScreen = "\u001b[2J\u001b[3J\u001b[H";

interface WatchOptions {
  /** Where a person looks on, begin each time with an empty screen. */
  readonly clear?: boolean;
}

/**
 * Calls `act` now and after each change, with the compiler kept warm, until Ctrl-C. Errors of the user's are told, and it goes on.
 * Its exit code is that of the last call.
 */
export async function watch(
  terminal: Terminal,
  act: (session: Session) => Promise<number>,
  options: WatchOptions = {},
): Promise<number> {
  const session = warmSession(terminal.cwd);
  try {
    return await repeat(terminal, terminal.listen(), session, act, options);
  } finally {
    await session.close();
  }
}

async function repeat(
  terminal: Terminal,
  signal: AbortSignal,
  session: Session,
  act: (session: Session) => Promise<number>,
  { clear = false }: WatchOptions,
): Promise<number> {
  const { dim } = terminal.noteColors;
  let exitCode: number = exit.ok;
  while (!signal.aborted) {
    const begin = performance.now();
    const change = nextChange(session, signal);
    if (clear && terminal.live) terminal.note(emptyScreen);
    exitCode = await act(session).catch((error: unknown) => told(terminal, error));
    if (signal.aborted) break;
    change.arm(watchedFiles(terminal, session), exitCode !== exit.ok);
    terminal.note(dim(`${duration(performance.now() - begin)}, watching; Ctrl-C ends`));
    const changed = await change.happened;
    if (changed === null) break;
    if (!(clear && terminal.live)) terminal.note(dim(`\n${changed} changed`));
  }
  // Ctrl-C is how a watch ends: what counts is what it saw last.
  return exitCode === exit.interrupted ? exit.ok : exitCode;
}

function told(terminal: Terminal, error: unknown): number {
  const known = knownError(error);
  if (known) return tell(terminal, known);
  throw error;
}

/** What was read the last time, and where zenc.yaml is or would be. */
function watchedFiles(terminal: Terminal, session: Session): readonly string[] {
  return [...session.inputs(), ...stackFilePlaces(terminal.cwd)];
}

interface Change {
  /**
   * Watches these files. Folders are watched, because editors replace files.
   * @param failed any source in their folders counts: what was missing may appear
   */
  arm(files: readonly string[], failed: boolean): void;
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
  let anySource = false;
  const arm = (files: readonly string[], failed: boolean): void => {
    anySource ||= failed;
    for (const file of files) {
      const folder = dirname(file);
      const known = names.get(folder) ?? new Set<string>();
      names.set(folder, known.add(basename(file)));
      if (watchers.has(folder)) continue;
      try {
        const watcher = watchFolder(folder, (_, name) => {
          if (name !== null && (names.get(folder)?.has(name) || (anySource && source.test(name)))) end(name);
        });
        watcher.on("error", () => {});
        watchers.set(folder, watcher);
      } catch {
        // The folder is gone; its files' other importers are watched.
      }
    }
  };
  arm(session.inputs(), false);
  return { arm, happened };
}
