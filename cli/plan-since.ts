// `zenc plan --since COMMIT`: what a change of the source means for the plans.
import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { CompiledPipeline } from "../compiler/compilation.js";
import { type CompileOptions, compileFiles } from "./compiled.js";
import { exit } from "./exit.js";
import type { PlanSide } from "./plan-change/change.js";
import { comparePlans } from "./plan-change/compare.js";
import { markdownOf, type Report } from "./plan-change/markdown.js";
import { textOf } from "./plan-change/text.js";
import { type Tree, treeOf } from "./plan-change/tree.js";
import { hasErrors, reportText } from "./report.js";
import { printDocument, type Terminal } from "./terminal.js";
import { count } from "./words.js";

interface SinceOptions extends CompileOptions {
  readonly since: string;
  readonly format: "text" | "json" | "markdown";
}

export async function planSince(terminal: Terminal, files: readonly string[], options: SinceOptions): Promise<number> {
  const { diagnostics, pipelines, stack } = await compileFiles(terminal, files, { ...options, forTarget: true });
  if (diagnostics.length > 0) terminal.note(reportText(terminal, diagnostics, terminal.noteColors.isColorSupported));
  if (hasErrors(diagnostics)) return exit.usage;
  const tree = await treeOf(terminal.cwd, options.since, terminal.note);
  try {
    const before = await pipelinesIn(terminal, tree, files, options);
    const report: Report = {
      stack: stack.name,
      target: stack.target,
      since: { name: options.since, commit: tree.commit, problem: before.problem },
      packages: tree.packages,
      pipelines: comparePlans(before.pipelines.map(sideOf), pipelines.map(sideOf)),
    };
    await show(terminal, report, options.format);
    return exit.ok;
  } finally {
    await tree.remove();
  }
}

async function show(terminal: Terminal, report: Report, format: SinceOptions["format"]): Promise<void> {
  if (format === "markdown") return terminal.print(markdownOf(report));
  if (format === "text") return terminal.print(textOf(report, terminal.colors));
  return printDocument(terminal, { version: 1, ...report });
}

interface Before {
  readonly pipelines: readonly CompiledPipeline[];
  /** Why there are none, though there may have been: the rest of a sentence. */
  readonly problem: string | null;
}

/** What is said of the files of now has been shown; what was wrong in those of then is nobody's to mend. */
async function pipelinesIn(terminal: Terminal, tree: Tree, files: readonly string[], options: SinceOptions): Promise<Before> {
  const paths = files.map((file) => relative(terminal.cwd, resolve(terminal.cwd, file)));
  const there = [...paths.filter((path) => existsSync(join(tree.cwd, path))), ...tree.gone];
  if (there.length === 0) return { pipelines: [], problem: null };
  const silent: Terminal = { ...terminal, cwd: tree.cwd, note: () => {} };
  try {
    const { diagnostics, pipelines } = await compileFiles(silent, there, { ...options, forTarget: true });
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    if (errors.length === 0) return { pipelines, problem: null };
    return {
      pipelines: [],
      problem: `there ${errors.length === 1 ? "is" : "are"} ${count(errors.length, "error")}: ${errors[0]?.message}`,
    };
  } catch (error) {
    if (typeof (error as { exitCode?: unknown }).exitCode !== "number") throw error;
    return { pipelines: [], problem: (error as Error).message || `the stack cannot be read` };
  }
}

const sideOf = ({ plan, digest, placements, code }: CompiledPipeline): PlanSide => ({
  plan,
  digest,
  placements,
  manifests: new Map(code.map((one) => [one.digest, one.manifest])),
});
