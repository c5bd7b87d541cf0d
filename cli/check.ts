// `zenc check`: finds errors without making anything.
import type { Diagnostic } from "../compiler/diagnostics/index.js";
import { compileFiles } from "./compiled.js";
import { exit } from "./exit.js";
import { printReport, reportText } from "./report.js";
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
  const failed = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  if (options.format !== "text") await printReport(terminal, options.format, diagnostics);
  else {
    if (diagnostics.length > 0) await terminal.print(reportText(terminal, diagnostics, terminal.colors.isColorSupported));
    terminal.note(summary(terminal, diagnostics, pipelines.length));
  }
  return failed ? exit.usage : exit.ok;
}

function summary(terminal: Terminal, diagnostics: readonly Diagnostic[], pipelines: number): string {
  const { noteColors: colors } = terminal;
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
  const warnings = diagnostics.length - errors;
  const warned = warnings === 0 ? "" : `, ${count(warnings, "warning")}`;
  if (errors > 0) return colors.red(`${count(errors, "error")}${warned}`);
  return `${colors.green("✓")} ${count(pipelines, "pipeline")}${warned}`;
}
