// What `zenc compile` does where something may have changed: compile, emit, then write, compare or push.
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openStore } from "../runtime/stores/index.js";
import type { EmittedFile } from "../targets/target.js";
import { type CompileOptions, rememberCompile } from "./compile-stamp.js";
import { type Compilations, compileFiles } from "./compiled.js";
import { differenceOf } from "./difference.js";
import { type Comparison, compareEmitted, emittedMark, staleFiles, writeEmitted } from "./emitted.js";
import { cliError, exit } from "./exit.js";
import { packageFolder } from "./package.js";
import { pushPipeline } from "./push.js";
import { hasErrors, reportText } from "./report.js";
import type { Session } from "./session.js";
import { printDocument, type Terminal } from "./terminal.js";
import { bytes, count } from "./words.js";

/** Compiles once, and writes, compares or pushes. */
export async function compileOnce(
  terminal: Terminal,
  files: readonly string[],
  options: CompileOptions,
  session?: Session,
): Promise<number> {
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
  if (hasErrors(diagnostics)) return exit.usage;
  const emitted = compiled.pipelines.flatMap((pipeline) =>
    target.emit({ plan: pipeline.plan, digest: pipeline.digest, source: pipeline.source, stack }),
  );
  refuseTwice(emitted);
  const folder = resolve(terminal.cwd, options.out);
  const comparisons = await compareEmitted(folder, emitted);
  // With one pipeline chosen, the others' files are not stale.
  const stale = options.pipeline === undefined ? await staleFiles(folder, emitted, emittedMark) : [];
  const report = (colour: boolean): string => reportText(terminal, diagnostics, colour);
  const remember = () =>
    rememberCompile(terminal.cwd, files, options, compiled.inputs, emitted, { plain: report(false), coloured: report(true) });
  if (options.check) {
    const exitCode = await checked(terminal, options, comparisons, stale);
    if (exitCode === exit.ok) await remember();
    return exitCode;
  }

  await writeEmitted(folder, comparisons);
  const runtime = options.runtime ? await writeRuntime(folder) : null;
  await remember();
  const pushed = options.push ? await push(terminal, compiled) : null;
  if (options.format === "json") {
    const written = comparisons.map(({ path, state }) => ({ path, state: state === "missing" ? "written" : state }));
    await printDocument(terminal, { version: 1, target: target.name, out: options.out, files: written, stale, pushed, runtime });
    return exit.ok;
  }
  const { noteColors: colors } = terminal;
  for (const { path, state } of comparisons) {
    const file = join(options.out, path);
    terminal.note(
      state === "same" ? colors.dim(`= ${file}`) : `${colors.green("✓")} ${file} ${state === "missing" ? "written" : "changed"}`,
    );
  }
  if (runtime?.written) terminal.note(`${colors.green("✓")} ${join(options.out, runtime.path)} written`);
  for (const path of stale) {
    terminal.note(
      `${colors.yellow("!")} ${join(options.out, path)} is zenc's, but comes from none of these files; remove it if its pipeline is gone`,
    );
  }
  return exit.ok;
}

/** Two pipelines of the same name would overwrite one another. */
function refuseTwice(files: readonly EmittedFile[]): void {
  const seen = new Set<string>();
  for (const { path } of files) {
    if (seen.has(path)) throw cliError(`Two pipelines make the same file "${path}": give them different names.`);
    seen.add(path);
  }
}

async function checked(
  terminal: Terminal,
  options: CompileOptions,
  comparisons: readonly Comparison[],
  stale: readonly string[],
): Promise<number> {
  const differing = comparisons.filter(({ state }) => state !== "same");
  const upToDate = differing.length === 0 && stale.length === 0;
  if (options.format === "json") {
    const files = comparisons.map(({ path, state }) => ({ path, state }));
    await printDocument(terminal, { version: 1, out: options.out, upToDate, files, stale });
    return upToDate ? exit.ok : exit.failed;
  }
  const { colors } = terminal;
  for (const { path, state, before, after } of differing) {
    const file = join(options.out, path);
    if (state === "missing") await terminal.print(`${colors.red("missing")} ${file}`);
    else await terminal.print(`${colors.red("out of date")} ${file}\n${differenceOf(before ?? "", after, colors)}`);
  }
  for (const path of stale)
    await terminal.print(`${colors.red("stale")} ${join(options.out, path)}: none of these pipelines makes it`);
  const all = count(comparisons.length, "file");
  if (upToDate) terminal.note(`${terminal.noteColors.green("✓")} ${all} up to date`);
  else
    terminal.note(
      `${count(differing.length + stale.length, "file")} of ${options.out} not up to date: run zenc compile and commit.`,
    );
  return upToDate ? exit.ok : exit.failed;
}

async function push(terminal: Terminal, { pipelines, stack }: Compilations): Promise<object[]> {
  const store = await openStore(stack.store);
  const all: object[] = [];
  for (const pipeline of pipelines) {
    const pushed = await pushPipeline(store, pipeline);
    const name = pipeline.plan.pipeline;
    all.push({ pipeline: name, store: store.url, ...pushed });
    const { noteColors: colors } = terminal;
    if (pushed.written.length === 0) terminal.note(colors.dim(`= ${name}: all ${pushed.present} objects are in ${store.url}`));
    else {
      const there = pushed.present === 0 ? "" : `, ${pushed.present} were there`;
      terminal.note(
        `${colors.green("↑")} ${name}: ${count(pushed.written.length, "object")}, ${bytes(pushed.writtenBytes)} to ${store.url}${there}`,
      );
      for (const key of pushed.written) terminal.note(colors.dim(`  ${key}`));
    }
  }
  return all;
}

/** Puts zenc-step.mjs beside the files, where it differs. */
async function writeRuntime(folder: string): Promise<{ readonly path: string; readonly written: boolean }> {
  const path = "zenc-step.mjs";
  const source = join(packageFolder(), "dist/step", path);
  const [now, there] = await Promise.all([readFile(source), readFile(join(folder, path)).catch(() => null)]);
  const written = there === null || !now.equals(there);
  if (written) {
    await mkdir(folder, { recursive: true });
    await copyFile(source, join(folder, path));
  }
  return { path, written };
}
