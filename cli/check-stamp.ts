// Remembers what `zenc check` said of correct files, so that it says the same at once while nothing changes.
import { resolve } from "node:path";
import { type Stamp, stampOf } from "../compiler/unchanged.js";
import type { StackOptions } from "./setting.js";
import { stackFilePlaces } from "./stack-file.js";
import { recall, remember } from "./stamp-file.js";
import type { Terminal } from "./terminal.js";

export interface CheckOptions extends StackOptions {
  readonly format: "text" | "json" | "sarif" | "github";
  /** A file for SARIF, beside what is shown. */
  readonly sarif?: string;
  readonly watch?: boolean;
  /** False: problems only, and that there are none. */
  readonly graph: boolean;
  /** Problems only. */
  readonly quiet?: boolean;
}

/** What a check shows. */
export interface Said {
  /** The answer, for standard output; may be empty. */
  readonly printed: string;
  /** That there are no problems; may be empty. */
  readonly noted: string;
}
interface Remembered {
  readonly stamp: Stamp;
  readonly said: Said;
}

/** What decides about the words beside files: a drawing depends on the terminal too. */
function requestOf({ cwd, columns, colors, noteColors }: Terminal, files: readonly string[], options: CheckOptions): object {
  const { stack, target, store, format, graph, quiet = false } = options;
  const coloured = [colors.isColorSupported, noteColors.isColorSupported];
  return { cwd, files, stack, target, store, format, graph, quiet, columns, coloured };
}

/** What a check would say that has been made before, if nothing has changed since; else null. */
export async function unchangedCheck(terminal: Terminal, files: readonly string[], options: CheckOptions): Promise<Said | null> {
  const remembered = await recall<Remembered>("checks", requestOf(terminal, files, options));
  return remembered?.said ?? null;
}

/**
 * Remembers a check without errors. (One with errors may change by a file that is not there yet, so it is made again.)
 * @param inputs the files that it has read, absolute
 */
export async function rememberCheck(
  terminal: Terminal,
  files: readonly string[],
  options: CheckOptions,
  inputs: readonly string[],
  said: Said,
): Promise<void> {
  const { cwd } = terminal;
  const request = requestOf(terminal, files, options);
  const deciding = [...inputs, ...files.map((file) => resolve(cwd, file)), ...stackFilePlaces(cwd)];
  await remember<Remembered>("checks", request, { stamp: stampOf(request, deciding), said });
}
