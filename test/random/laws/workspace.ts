// A folder in which batches of programs are compiled, with the library of steps beside them and the compiler kept warm.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CompiledPipeline } from "../../../compiler/compilation.js";
import { type Compiler, createCompiler, type Diagnostic, type Stack } from "../../../compiler/index.js";
import { airflowTarget } from "../../../targets/airflow/target.js";
import { localTarget } from "../../../targets/local/target.js";
import type { Target } from "../../../targets/target.js";

export interface Source {
  /** The pipeline's name, which is its folder's too. */
  readonly name: string;
  readonly text: string;
}

export interface CompiledProgram {
  readonly name: string;
  readonly file: string;
  /** What was refused, in words; then there is no `local` and `airflow`. */
  readonly refused: readonly string[];
  readonly local?: CompiledPipeline;
  readonly airflow?: CompiledPipeline;
}

export interface Workspace {
  readonly folder: string;
  /** A name for the next batch. */
  batch(): string;
  /** Compiles all for both targets: what is refused is left out, and all others compiled. */
  compile(sources: readonly Source[]): Promise<readonly CompiledProgram[]>;
  close(): Promise<void>;
}

/** The steps that all programs call. */
export const library = fileURLToPath(new URL("../found/steps.ts", import.meta.url));
const packages = fileURLToPath(new URL("../../../node_modules", import.meta.url));

/** Another text of the library; whether the stack calls its large steps costly. */
export interface Setting {
  readonly text?: string;
  readonly costly?: boolean;
}

/** Opens a workspace. */
export function openWorkspace({ text = readFileSync(library, "utf8"), costly = false }: Setting = {}): Workspace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "zenc-random-")));
  writeFileSync(join(folder, "steps.ts"), text);
  symlinkSync(realpathSync(packages), join(folder, "node_modules"));
  process.env.ZENC_CACHE_DIR = join(folder, "cache");
  const compiler = createCompiler(folder);
  let batches = 0;
  return {
    folder,
    batch: () => `b${++batches}`,
    compile: (sources) => compileAll(folder, compiler, sources, costly ? { costly: { cpu: 8 } } : {}),
    close: async () => {
      await compiler.dispose();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function compileAll(
  folder: string,
  compiler: Compiler,
  sources: readonly Source[],
  more: Pick<Stack, "costly">,
): Promise<readonly CompiledProgram[]> {
  const programs = sources.map(({ name, text }) => {
    mkdirSync(join(folder, name), { recursive: true });
    const file = join(folder, name, "pipeline.ts");
    writeFileSync(file, text);
    return { name, file, refused: [] as string[] };
  });
  let local: Awaited<ReturnType<Compiler["compile"]>>;
  // One error leaves all uncompiled, and the next phase finds its own.
  for (;;) {
    const whole = programs.filter((one) => one.refused.length === 0).map((one) => one.file);
    local = await compileFor(folder, compiler, localTarget, whole, more);
    const errors = local.diagnostics.filter((one) => one.severity === "error");
    if (errors.length === 0) break;
    for (const { code, message, span } of errors) {
      const program = programs.find((one) => span?.file === `${one.name}/pipeline.ts`);
      if (!program) throw new Error(`${code}: ${message} (${span?.file}:${span?.start.line})`);
      program.refused.push(`${code}: ${message} (line ${span?.start.line})`);
    }
  }
  const whole = programs.filter((one) => one.refused.length === 0).map((one) => one.file);
  const airflow = await compileFor(folder, compiler, airflowTarget, whole, more);
  const of = (all: typeof local, name: string) => all.pipelines.find((one) => one.plan.pipeline === name);
  return programs.map((one): CompiledProgram => {
    const [forLocal, forAirflow] = [of(local, one.name), of(airflow, one.name)];
    if (one.refused.length > 0) return one;
    if (!forLocal || !forAirflow)
      throw new Error(`${one.name} is neither compiled nor refused: ${messages(airflow.diagnostics)}`);
    return { ...one, local: forLocal, airflow: forAirflow };
  });
}

const messages = (all: readonly Diagnostic[]) => all.map((one) => `${one.code}: ${one.message} (${one.span?.file})`).join("; ");

function compileFor(folder: string, compiler: Compiler, target: Target, files: readonly string[], more: Pick<Stack, "costly">) {
  const stack = { name: "test", target: target.name, store: "/nowhere", accelerators: [], options: {}, ...more };
  return compiler.compile({ cwd: folder, files, stack, limits: target.limits({}) });
}
