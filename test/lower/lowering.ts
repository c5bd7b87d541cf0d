// Loads, defines and lowers pipelines that tests write as text, in a folder of their own.
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { define } from "../../compiler/define/index.js";
import type { Diagnostic } from "../../compiler/diagnostics/index.js";
import type { Pipeline } from "../../compiler/ir/index.js";
import { load } from "../../compiler/load/index.js";
import { lowerPipeline } from "../../compiler/lower/index.js";

export interface LoweredText {
  readonly file: string;
  readonly pipelines: readonly (Pipeline | null)[];
  /** Of load, define and lower. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Lowers every pipeline of `text`; `others` are further files by name. */
export function lowerText(text: string, others: Readonly<Record<string, string>> = {}): LoweredText {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), "zenc-lower-")));
  const file = join(cwd, "pipeline.ts");
  for (const [name, content] of Object.entries({ ...others, "pipeline.ts": text })) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
  const loaded = load({ cwd, files: [file] });
  const definitions = define(loaded);
  const lowered = definitions.pipelines.map((definition) => lowerPipeline(definition, definitions, loaded));
  const diagnostics = [
    ...loaded.diagnostics,
    ...definitions.diagnostics,
    ...definitions.stepDiagnostics(),
    ...lowered.flatMap((one) => one.diagnostics),
  ];
  return { file, pipelines: lowered.map((one) => one.pipeline), diagnostics };
}

/** The only pipeline of `text`; what was reported is an error of the test. */
export function lowerOne(text: string, others: Readonly<Record<string, string>> = {}): { readonly pipeline: Pipeline; readonly file: string } {
  const { pipelines, diagnostics, file } = lowerText(text, others);
  const [pipeline] = pipelines;
  if (!pipeline || diagnostics.length > 0) {
    throw new Error(diagnostics.map((one) => `${one.code} ${one.span?.start.line}:${one.span?.start.column} ${one.message}`).join("\n") || "No pipeline.");
  }
  return { pipeline, file };
}
