// `zenc check`: finds errors without making anything, and shows what it understood. What it has said of the same files before, it
// says without the compiler.
import { type CheckOptions, type Said, unchangedCheck } from "./check-stamp.js";
import { exit } from "./exit.js";
import { isForCi } from "./for-ci.js";
import type { Terminal } from "./terminal.js";

export async function check(terminal: Terminal, files: readonly string[], options: CheckOptions): Promise<number> {
  // What is written beside the answer is written each time.
  const said = options.watch || isForCi(options) ? null : await unchangedCheck(terminal, files, options);
  if (said) {
    await say(terminal, said);
    return exit.ok;
  }
  const { checkOnce } = await import("./check-files.js");
  if (!options.watch) return checkOnce(terminal, files, options);
  const { watch } = await import("./watch.js");
  return watch(terminal, (session) => checkOnce(terminal, files, options, session), { clear: true });
}

/** Shows what a check has to say. */
export async function say(terminal: Terminal, { printed, noted }: Said): Promise<void> {
  if (printed !== "") await terminal.print(printed);
  if (noted !== "") terminal.note(noted);
}
