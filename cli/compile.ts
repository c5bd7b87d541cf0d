// `zenc compile`: writes the files of an engine. What would give the same as the last time ends here, without the compiler.
import { join, resolve } from "node:path";
import { type CompileOptions, unchangedCompile } from "./compile-stamp.js";
import { emittedMark, staleFiles } from "./emitted.js";
import { cliError, exit } from "./exit.js";
import { isForCi } from "./for-ci.js";
import type { Terminal } from "./terminal.js";
import { count } from "./words.js";

export async function compile(terminal: Terminal, files: readonly string[], options: CompileOptions): Promise<number> {
  if (options.watch && options.check) throw cliError("--watch writes files and --check does not: use one of them.");
  const mayEnd = !options.watch && !options.push && options.format === "text" && !isForCi(options);
  if (mayEnd && (await endUnchanged(terminal, files, options))) return exit.ok;
  const { compileOnce } = await import("./compile-files.js");
  if (!options.watch) return compileOnce(terminal, files, options);
  const { watch } = await import("./watch.js");
  return watch(terminal, (session) => compileOnce(terminal, files, options, session));
}

/** Says that all is as it was, and true; false where something changed or other files want a word. */
async function endUnchanged(terminal: Terminal, files: readonly string[], options: CompileOptions): Promise<boolean> {
  const remembered = await unchangedCompile(terminal.cwd, files, options);
  if (!remembered) return false;
  const { emitted, warnings } = remembered;
  const kept = emitted.map((path) => ({ path }));
  const stale = options.pipeline === undefined ? await staleFiles(resolve(terminal.cwd, options.out), kept, emittedMark) : [];
  if (stale.length > 0) return false;
  const { noteColors: colors } = terminal;
  if (warnings.plain !== "") terminal.note(colors.isColorSupported ? warnings.coloured : warnings.plain);
  if (options.check) terminal.note(`${colors.green("✓")} ${count(emitted.length, "file")} up to date`);
  else for (const path of emitted) terminal.note(colors.dim(`= ${join(options.out, path)}`));
  return true;
}
