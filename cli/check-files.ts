// What `zenc check` does where something may have changed: compile, then say what is wrong, or what was understood.
import { renderSarif } from "../compiler/diagnostics/index.js";
import { diagnosticsDocument } from "../compiler/diagnostics/renderJson.js";
import { say } from "./check.js";
import { type CheckOptions, rememberCheck, type Said } from "./check-stamp.js";
import { type Compilations, compileFiles } from "./compiled.js";
import { exit } from "./exit.js";
import { isForCi, tellCi, tellingCi } from "./for-ci.js";
import { graphOf } from "./graph/derive.js";
import { graphDocument } from "./graph/document.js";
import { drawGraph } from "./graph/draw.js";
import { hasErrors, reportText } from "./report.js";
import type { Session } from "./session.js";
import type { Terminal } from "./terminal.js";
import { count } from "./words.js";

/** A drawing with more lines than this is for `zenc graph`. */
const mostLines = 40;

/** Checks once, and remembers what was said if there was no error. */
export async function checkOnce(
  terminal: Terminal,
  files: readonly string[],
  options: CheckOptions,
  session?: Session,
): Promise<number> {
  const compile = () => compileFiles(terminal, files, { ...options, forTarget: true }, session);
  const compiled = await tellingCi(terminal, files, options, compile);
  const said = saying(terminal, options, compiled);
  await say(terminal, said);
  await tellCi(terminal, files, compiled.diagnostics, options);
  if (hasErrors(compiled.diagnostics)) return exit.usage;
  if (!session && !isForCi(options)) await rememberCheck(terminal, files, options, compiled.inputs, said);
  return exit.ok;
}

function saying(terminal: Terminal, options: CheckOptions, { diagnostics, pipelines }: Compilations): Said {
  const drawn = options.graph && !options.quiet ? pipelines.map(({ pipeline }) => pipeline) : [];
  if (options.format === "sarif") return { printed: renderSarif(diagnostics), noted: "" };
  if (options.format === "json") {
    const graphs =
      options.graph && !options.quiet ? { graphs: drawn.map((pipeline) => graphDocument(pipeline, graphOf(pipeline))) } : {};
    return { printed: `${JSON.stringify({ ...diagnosticsDocument(diagnostics), ...graphs }, null, 2)}\n`, noted: "" };
  }
  const { colors, noteColors, columns } = terminal;
  const problems = diagnostics.length > 0 ? [reportText(terminal, diagnostics, colors.isColorSupported)] : [];
  if (hasErrors(diagnostics)) return { printed: problems.join(""), noted: "" };
  const drawings = drawn.map(
    (pipeline) => `${shortened(drawGraph(graphOf(pipeline), pipeline, colors, columns), pipeline.file)}\n`,
  );
  return {
    printed: [...problems, ...drawings].join("\n"),
    noted: options.quiet ? "" : `${noteColors.green("✓")} ${count(pipelines.length, "pipeline")}`,
  };
}

/** A drawing that is not longer than a screen. */
function shortened(drawing: string, file: string): string {
  const lines = drawing.split("\n");
  if (lines.length <= mostLines) return drawing;
  const shown = lines.slice(0, mostLines - 1);
  return [...shown, `… ${count(lines.length - shown.length, "more line")}: zenc graph ${file}`].join("\n");
}
