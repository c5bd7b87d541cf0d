// Remembers what a compile was made of, so that the next one that would give the same ends before TypeScript is loaded.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isUnchanged, type Stamp, stampOf } from "../compiler/unchanged.js";
import { cacheFolder, digestOf } from "../runtime/contract/index.js";
import type { EmittedFile } from "../targets/target.js";
import type { StackOptions } from "./setting.js";
import { stackFilePlaces } from "./stack-file.js";

export interface CompileOptions extends StackOptions {
  readonly pipeline?: string;
  readonly out: string;
  readonly push?: boolean;
  readonly check?: boolean;
  readonly runtime?: boolean;
  readonly watch?: boolean;
  readonly format: "text" | "json";
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
  const request = requestOf(cwd, files, options);
  const text = await readFile(stampFile(request), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const remembered = JSON.parse(text) as Remembered;
    return isUnchanged(remembered.stamp, request) ? remembered : null;
  } catch {
    // Half-written, or of another version: it is written anew.
    return null;
  }
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
  const remembered: Remembered = {
    stamp: stampOf(request, [...inputs, ...files.map((file) => resolve(cwd, file)), ...stackFilePlaces(cwd), ...written]),
    emitted: paths,
    warnings,
  };
  const file = stampFile(request);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(remembered));
  } catch {
    // A cache that cannot be written costs time, nothing else.
  }
}

function stampFile(request: object): string {
  return join(cacheFolder(), "compiles", `${digestOf(JSON.stringify(request))}.json`);
}
