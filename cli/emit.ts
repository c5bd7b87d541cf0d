// Compiles files for an engine, and emits: what `compile`, `deploy` and `diff` begin with.
import type { CompiledPipeline } from "../compiler/compilation.js";
import type { EmittedFile } from "../targets/target.js";
import type { CompileOptions } from "./compiled.js";
import { type Compilations, compileFiles } from "./compiled.js";
import { cliError } from "./exit.js";
import { type CiOptions, tellCi } from "./for-ci.js";
import { hasErrors, reportText } from "./report.js";
import type { Session } from "./session.js";
import type { Terminal } from "./terminal.js";

export interface Emission {
  readonly compiled: Compilations;
  /** Of each pipeline its files. */
  readonly pipelines: readonly EmittedPipeline[];
}
export interface EmittedPipeline {
  readonly pipeline: CompiledPipeline;
  readonly files: readonly EmittedFile[];
}

/** Shows what was found; null where there are errors. @throws CliError where the target has no files, or two pipelines make the same one. */
export async function emitFiles(
  terminal: Terminal,
  files: readonly string[],
  options: CompileOptions & Partial<CiOptions> & { readonly runtime?: boolean },
  session?: Session,
): Promise<Emission | null> {
  const compiled = await compileFiles(terminal, files, { ...options, forTarget: true }, session);
  const { diagnostics, target, stack } = compiled;
  if (target.name === "local") {
    throw cliError('The target "local" has no files: zenc run runs pipelines there.', {
      help: "Say --target airflow, or --stack with a stack of zenc.yaml that has another target.",
    });
  }
  if (options.runtime && target.runsInImages?.(stack.options)) {
    throw cliError(`--runtime puts zenc-step.mjs beside the files, but on "${target.name}" steps run in images, which hold it.`, {
      help: "Leave it out. zenc image writes what an image is built from.",
    });
  }
  if (diagnostics.length > 0) terminal.note(reportText(terminal, diagnostics, terminal.noteColors.isColorSupported));
  if (hasErrors(diagnostics)) {
    await tellCi(terminal, files, diagnostics, options);
    return null;
  }
  const pipelines = compiled.pipelines.map((pipeline) => ({
    pipeline,
    files: target.emit({ plan: pipeline.plan, digest: pipeline.digest, source: pipeline.source, stack }),
  }));
  refuseTwice(pipelines.flatMap((one) => one.files));
  return { compiled, pipelines };
}

/** Two pipelines of the same name would overwrite one another. */
function refuseTwice(files: readonly EmittedFile[]): void {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (seen.has(path)) throw cliError(`Two pipelines make the same file "${path}": give them different names.`);
    seen.add(path);
  }
}
