// Projects in temporary folders, compiled for real.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import { type CodeObject, type Compilation, type CompiledPipeline, compile, type Stack } from "../../compiler/index.js";
import type { StepModule } from "../../runtime/contract/index.js";

export const stack: Stack = { name: "local", target: "local", store: ".zenc", accelerators: [], options: {} };
export const limits = { maxInstances: 1000, fanOutDepth: 1 };

/** Writes files into a new folder, which goes when the test ends. With `packages`, this repository's packages are there. */
export function project(files: Readonly<Record<string, string>>, options: { readonly packages?: boolean } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "zenc-project-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder, files);
  if (options.packages) symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(folder, "node_modules"));
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

export function compileProject(cwd: string, file = "pipeline.ts"): Promise<Compilation> {
  return compile({ cwd, files: [file], stack, limits });
}

/** The only pipeline of a project that compiles without findings. */
export async function compiledProject(cwd: string, file = "pipeline.ts"): Promise<CompiledPipeline> {
  const { diagnostics, pipelines } = await compileProject(cwd, file);
  const [pipeline] = pipelines;
  if (diagnostics.length > 0 || !pipeline) throw new Error(JSON.stringify(diagnostics, null, 2));
  return pipeline;
}

/** Code digests by step name. */
export function codeOf({ plan }: CompiledPipeline): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(plan.steps).map(([name, step]) => [name, step.code]));
}

export function moduleOf(pipeline: CompiledPipeline, digest: string | null | undefined): CodeObject {
  const found = pipeline.code.find((object) => object.digest === digest);
  if (!found) throw new Error(`no module ${digest}`);
  return found;
}

/** Imports a module as a step process does: from a file that holds nothing but its text, with the libraries of its pipeline beside it. */
export async function importModule<Module = StepModule>(object: CodeObject, beside: readonly CodeObject[] = []): Promise<Module> {
  const folder = mkdtempSync(join(tmpdir(), "zenc-module-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const { digest, text } of beside) writeFileSync(join(folder, `${digest}.mjs`), text);
  writeFileSync(join(folder, "module.mjs"), object.text);
  return (await import(/* @vite-ignore */ pathToFileURL(join(folder, "module.mjs")).href)) as Module;
}
