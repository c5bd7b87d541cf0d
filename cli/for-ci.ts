// What is wrong, as CI shows it at the lines of a pull request: annotations of GitHub, a SARIF file. Both know files by their path from the root
// of the repository, wherever zenc runs in it.
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import { type Diagnostic, renderGithub, renderSarif, type Span, spanAt } from "../compiler/diagnostics/index.js";
import type { Terminal } from "./terminal.js";

export interface CiOptions {
  readonly format: string;
  /** A file for SARIF, beside what `format` shows. */
  readonly sarif?: string;
}

/** Whether a command's answer is more than what it remembers of the last time. */
export const isForCi = ({ format, sarif }: CiOptions): boolean => format === "github" || sarif !== undefined;

/** Annotates and writes what the options ask for. @param files the pipeline files: what has no place of its own is shown at the first */
export async function tellCi(
  terminal: Terminal,
  files: readonly string[],
  found: readonly Diagnostic[],
  { format, sarif }: Partial<CiOptions>,
): Promise<void> {
  if (format !== "github" && sarif === undefined) return;
  const { cwd } = terminal;
  const fallback = spanAt({ file: relative(cwd, resolve(cwd, files[0] ?? "")), line: 1, column: 1 });
  const toRoot = pathFromRoot(cwd);
  // GitHub takes no result without a place.
  const placed = found.map((one) => moved({ ...one, span: one.span ?? fallback }, toRoot));
  const annotations = format === "github" ? renderGithub(placed) : "";
  if (annotations !== "") await terminal.print(annotations);
  if (sarif === undefined) return;
  const file = resolve(cwd, sarif);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, renderSarif(placed));
}

/** What keeps a command from its work, as errors of zenc.yaml, is told too. */
export async function tellingCi<T>(
  terminal: Terminal,
  files: readonly string[],
  options: CiOptions,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { diagnostics } = error as { readonly diagnostics?: readonly Diagnostic[] };
    if (diagnostics) await tellCi(terminal, files, diagnostics, options);
    throw error;
  }
}

type ToRoot = (file: string) => string;

/** From a path as spans have it; the same where there is no repository. */
export function pathFromRoot(cwd: string): ToRoot {
  const root = repositoryRoot(cwd);
  if (root === null) return (file) => file;
  const prefix = relative(root, cwd).split(sep).join("/");
  return (file) => posix.normalize(posix.join(prefix, file.split(sep).join("/")));
}

/** The nearest folder, from here upwards, that Git knows as a repository; null where there is none. */
export function repositoryRoot(cwd: string): string | null {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

function moved(diagnostic: Diagnostic, toRoot: ToRoot): Diagnostic {
  const move = (span: Span): Span => ({ ...span, file: toRoot(span.file) });
  const { span, related, change } = diagnostic;
  return {
    ...diagnostic,
    span: span && move(span),
    related: related.map((one) => ({ ...one, span: move(one.span) })),
    ...(change === undefined ? {} : { change: { ...change, span: move(change.span) } }),
  };
}
