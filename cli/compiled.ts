// Compiles the files that a command names, for the stack that it means.
import type { Compilation, CompiledPipeline } from "../compiler/compilation.js";
import { orderDiagnostics } from "../compiler/diagnostics/index.js";
import type { Stack } from "../compiler/ir/index.js";
import { checkFor, type Target, targets } from "../targets/index.js";
import { localTarget } from "../targets/local/target.js";
import { cliError } from "./exit.js";
import { hasErrors, reportText } from "./report.js";
import { onceSession, type Session } from "./session.js";
import { readSetting, type StackOptions } from "./setting.js";
import { didYouMean } from "./suggestion.js";
import type { Terminal } from "./terminal.js";

export interface Compilations extends Compilation {
  readonly stack: Stack;
  readonly target: Target;
}

export interface CompileOptions extends StackOptions {
  readonly pipeline?: string;
  /** For the stack's target, its checks included; else for this machine. */
  readonly forTarget?: boolean;
}

/** Compiles; all that was found is in `diagnostics`, nothing is shown. */
export async function compileFiles(
  terminal: Terminal,
  files: readonly string[],
  options: CompileOptions,
  session: Session = onceSession,
): Promise<Compilations> {
  const stack = readSetting(terminal, options);
  const target = (options.forTarget ? targets[stack.target] : localTarget) ?? localTarget;
  const compilation = await session.compile({
    cwd: terminal.cwd,
    files,
    stack,
    limits: target.limits(options.forTarget ? stack.options : {}),
    ...(options.pipeline === undefined ? {} : { pipeline: options.pipeline }),
  });
  const checked = compilation.pipelines.flatMap(({ plan, digest, source }) => checkFor(target, { plan, digest, source, stack }));
  return { ...compilation, diagnostics: orderDiagnostics([...compilation.diagnostics, ...checked]), stack, target };
}

export interface Compiled {
  readonly pipeline: CompiledPipeline;
  readonly stack: Stack;
}

/**
 * Compiles the one pipeline that is meant; shows what was found. Null where there are errors.
 * @throws CliError where the file has none, or several and none is named.
 */
export async function compileOne(
  terminal: Terminal,
  file: string,
  options: CompileOptions,
  session?: Session,
): Promise<Compiled | null> {
  const { diagnostics, pipelines, stack } = await compileFiles(terminal, [file], options, session);
  if (diagnostics.length > 0) terminal.note(reportText(terminal, diagnostics, terminal.noteColors.isColorSupported));
  if (hasErrors(diagnostics)) return null;
  const names = pipelines.map(({ pipeline }) => pipeline.name);
  if (pipelines.length > 1) {
    throw cliError(`"${file}" has several pipelines: ${names.join(", ")}.`, { help: "Say which one: --pipeline NAME." });
  }
  const [pipeline] = pipelines;
  if (!pipeline) {
    const { pipeline: asked, ...others } = options;
    if (asked === undefined) throw cliError(`"${file}" exports no pipeline.`);
    const all = (await compileFiles(terminal, [file], others, session)).pipelines.map((one) => one.pipeline.name);
    throw cliError(`"${file}" has no pipeline "${asked}".${didYouMean(asked, all)}`, {
      help: `It has: ${all.join(", ") || "none"}.`,
    });
  }
  return { pipeline, stack };
}
