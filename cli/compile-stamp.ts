// Remembers what a compile was made of, so that the next one that would give the same ends before TypeScript is loaded.
import { join, resolve } from "node:path";
import { type Stamp, stampOf } from "../compiler/unchanged.js";
import type { EmittedFile } from "../targets/target.js";
import type { StackOptions } from "./setting.js";
import { stackFilePlaces } from "./stack-file.js";
import { recall, remember } from "./stamp-file.js";

export interface CompileOptions extends StackOptions {
  readonly pipeline?: string;
  readonly out: string;
  readonly push?: boolean;
  readonly check?: boolean;
  readonly runtime?: boolean;
  readonly watch?: boolean;
  readonly format: "text" | "json" | "github";
  /** A file for SARIF, beside what is shown. */
  readonly sarif?: string;
}

export interface Remembered {
  readonly stamp: Stamp;
  /** Emitted files, relative to the output folder. */
  readonly emitted: readonly string[];
  /** Its warnings as they were shown, without and with colours: they are shown each time. */
  readonly warnings: { readonly plain: string; readonly coloured: string };
}

/** What decides the outcome beside files. */
function requestOf(cwd: string, files: readonly string[], { stack, target, store, pipeline, out, runtime }: CompileOptions) {
  return { cwd, files, stack, target, store, pipeline, out, runtime: runtime === true };
}

/** A compile that nothing has changed since, its output included; null where it must be done. */
export async function unchangedCompile(
  cwd: string,
  files: readonly string[],
  options: CompileOptions,
): Promise<Remembered | null> {
  return recall("compiles", requestOf(cwd, files, options));
}

/** Remembers a compile whose files have been written, or were as they should be. */
export async function rememberCompile(
  cwd: string,
  files: readonly string[],
  options: CompileOptions,
  inputs: readonly string[],
  emitted: readonly EmittedFile[],
  warnings: Remembered["warnings"],
): Promise<void> {
  const request = requestOf(cwd, files, options);
  const out = resolve(cwd, options.out);
  const paths = emitted.map(({ path }) => path);
  const written = [...paths, ...(options.runtime ? ["zenc-step.mjs"] : [])].map((path) => join(out, path));
  await remember<Remembered>("compiles", request, {
    stamp: stampOf(request, [...inputs, ...files.map((file) => resolve(cwd, file)), ...stackFilePlaces(cwd), ...written]),
    emitted: paths,
    warnings,
  });
}
