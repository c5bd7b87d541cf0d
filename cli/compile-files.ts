// What `zenc compile` does where something may have changed: compile, emit, then write, compare or push.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type CompileOptions, rememberCompile } from "./compile-stamp.js";
import { differenceOf } from "./difference.js";
import { type Emission, emitFiles } from "./emit.js";
import { type Comparison, compareEmitted, emittedMark, plainText, staleFiles, writeEmitted } from "./emitted.js";
import { exit } from "./exit.js";
import { tellCi, tellingCi } from "./for-ci.js";
import { openStore } from "./open-store.js";
import { outOfDate } from "./out-of-date.js";
import { packageFolder } from "./package.js";
import { pushAll } from "./push-all.js";
import { reportText } from "./report.js";
import type { Session } from "./session.js";
import { printDocument, type Terminal } from "./terminal.js";
import { count } from "./words.js";

/** Compiles once, and writes, compares or pushes. */
export async function compileOnce(
  terminal: Terminal,
  files: readonly string[],
  options: CompileOptions,
  session?: Session,
): Promise<number> {
  const emission = await tellingCi(terminal, files, options, () => emitFiles(terminal, files, options, session));
  if (!emission) return exit.usage;
  const { compiled } = emission;
  const { diagnostics, target } = compiled;
  const emitted = emission.pipelines.flatMap((pipeline) => pipeline.files);
  const folder = resolve(terminal.cwd, options.out);
  const comparisons = await compareEmitted(folder, emitted);
  // With one pipeline chosen, the others' files are not stale.
  const stale = options.pipeline === undefined ? await staleFiles(folder, emitted, emittedMark) : [];
  const report = (colour: boolean): string => reportText(terminal, diagnostics, colour);
  const remember = () =>
    rememberCompile(terminal.cwd, files, options, compiled.inputs, emitted, { plain: report(false), coloured: report(true) });
  if (options.check) {
    const all = [...comparisons, ...(options.runtime ? [await compareRuntime(folder)] : [])];
    const exitCode = await checked(terminal, options, all, stale);
    const findings = outOfDate(
      options.out,
      all.map((one) => ({ ...one, source: sourceOf(emission, one.path) })),
      stale,
    );
    await tellCi(terminal, files, [...diagnostics, ...findings], options);
    if (exitCode === exit.ok) await remember();
    return exitCode;
  }
  await tellCi(terminal, files, diagnostics, options);

  await writeEmitted(folder, comparisons);
  const runtime = options.runtime ? await writeRuntime(folder) : null;
  await remember();
  const pushed = options.push
    ? await pushAll(terminal, await openStore(compiled.stack.store), compiled.pipelines, { keys: true })
    : null;
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

/** Where the pipeline that makes a file is defined. */
const sourceOf = ({ pipelines }: Emission, path: string) =>
  pipelines.find(({ files }) => files.some((file) => file.path === path))?.pipeline.source.pipeline;

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
    else if (path === runtimeFile) await terminal.print(`${colors.red("out of date")} ${file}: it is another zenc's`);
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

const runtimeFile = "zenc-step.mjs";

async function compareRuntime(folder: string): Promise<Comparison> {
  const source = join(packageFolder(), "dist/step", runtimeFile);
  const [after, before] = await Promise.all([
    readFile(source, "utf8"),
    readFile(join(folder, runtimeFile), "utf8").then(plainText, () => null),
  ]);
  return { path: runtimeFile, state: before === null ? "missing" : before === after ? "same" : "changed", before, after };
}

/** Puts zenc-step.mjs beside the files, where it differs. */
async function writeRuntime(folder: string): Promise<{ readonly path: string; readonly written: boolean }> {
  const compared = await compareRuntime(folder);
  await writeEmitted(folder, [compared]);
  return { path: runtimeFile, written: compared.state !== "same" };
}
