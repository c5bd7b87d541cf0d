// `zenc check`: finds errors without making anything.
import { compileFiles } from "./compiled.js";
import { exit } from "./exit.js";
import { hasErrors, printReport, reportText } from "./report.js";
import type { Session } from "./session.js";
import type { StackOptions } from "./setting.js";
import type { Terminal } from "./terminal.js";
import { watch } from "./watch.js";
import { count } from "./words.js";

interface CheckOptions extends StackOptions {
  readonly format: "text" | "json" | "sarif";
  readonly watch?: boolean;
}

export async function check(terminal: Terminal, files: readonly string[], options: CheckOptions): Promise<number> {
  if (options.watch) return watch(terminal, (session) => checkOnce(terminal, files, options, session));
  return checkOnce(terminal, files, options);
}

async function checkOnce(
  terminal: Terminal,
  files: readonly string[],
  options: CheckOptions,
  session?: Session,
): Promise<number> {
  const { diagnostics, pipelines } = await compileFiles(terminal, files, { ...options, forTarget: true }, session);
  if (options.format !== "text") await printReport(terminal, options.format, diagnostics);
  else if (diagnostics.length > 0) await terminal.print(reportText(terminal, diagnostics, terminal.colors.isColorSupported));
  if (hasErrors(diagnostics)) return exit.usage;
  if (options.format === "text") terminal.note(`${terminal.noteColors.green("✓")} ${count(pipelines.length, "pipeline")}`);
  return exit.ok;
}
