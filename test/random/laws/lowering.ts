// The laws of lowering alone: nothing that the language has is refused, and what is lowered means what the plain call means.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { define } from "../../../compiler/define/index.js";
import type { Pipeline } from "../../../compiler/ir/index.js";
import { load } from "../../../compiler/load/index.js";
import { lowerPipeline } from "../../../compiler/lower/index.js";
import { evaluate } from "../../lower/evaluate.js";
import { orderDiffers } from "../engines/effects.js";
import { loadPlain, type Plain, type PlainPrograms } from "../engines/plain.js";
import { printProgram } from "../program/print.js";
import type { Program } from "../program/syntax.js";
import type { Verdict } from "./batch.js";
import type { Violation } from "./check.js";
import type { Workspace } from "./workspace.js";

interface Lowered {
  readonly file: string;
  readonly pipeline: Pipeline | null;
  readonly refused: readonly string[];
}

/** Judges all programs of a batch. */
export async function judgeLowering(workspace: Workspace, programs: readonly Program[], run = true): Promise<readonly Verdict[]> {
  const batch = workspace.batch();
  const texts = programs.map((program, at) => printProgram(program, { pipeline: `${batch}p${at}` }));
  const files = texts.map((text, at) => {
    const file = join(workspace.folder, `${batch}p${at}`, "pipeline.ts");
    mkdirSync(join(workspace.folder, `${batch}p${at}`));
    writeFileSync(file, text);
    return file;
  });
  const lowered = lowerFiles(workspace.folder, files);
  const verdict = (at: number, violation: Violation | null): Verdict => ({
    ...{ program: programs[at] as Program, text: texts[at] as string, violation },
  });
  if (!run) return lowered.map((one, at) => verdict(at, refusalOf(one)));
  const sound = lowered.filter((one) => one.pipeline);
  for (const { file, pipeline } of sound)
    writeFileSync(file, textWithGlue(texts[files.indexOf(file)] as string, pipeline as Pipeline));
  const plain = await loadPlain(
    workspace.folder,
    sound.map((one) => one.file),
    batch,
  );
  const verdicts: Verdict[] = [];
  for (const [at, one] of lowered.entries()) {
    const place = sound.indexOf(one);
    const values = programs[at]?.values ?? {};
    verdicts.push(verdict(at, refusalOf(one) ?? (await violationOf(one.pipeline as Pipeline, plain, place, values))));
  }
  return verdicts;
}

const refusalOf = ({ refused }: Lowered): Violation | null =>
  refused.length === 0 ? null : { law: "lowering refuses nothing", what: refused.join("\n") };

function lowerFiles(cwd: string, files: readonly string[]): readonly Lowered[] {
  const loaded = load({ cwd, files });
  const said = (all: typeof loaded.diagnostics): readonly string[] =>
    all.map(({ code, message, span }) => `${code}: ${message} (${span?.file}:${span?.start.line})`);
  const whole = said(loaded.diagnostics);
  return files.map((file): Lowered => {
    const only = { ...loaded, files: loaded.files.filter((one) => one.fileName === file) };
    const definitions = define(only);
    const definition = definitions.pipelines.find((one) => one.exportName === "main");
    const mine = whole.filter((one) => one.includes(`${file.split("/").at(-2)}/`));
    if (!definition || mine.length > 0) return { file, pipeline: null, refused: [...mine, ...said(definitions.diagnostics)] };
    try {
      const { pipeline, diagnostics } = lowerPipeline(definition, definitions, only);
      const refused = said([...definitions.diagnostics, ...definitions.stepDiagnostics(), ...diagnostics]);
      return { file, pipeline: refused.length === 0 ? pipeline : null, refused };
    } catch (error) {
      return { file, pipeline: null, refused: [`crash: ${(error as Error).stack}`] };
    }
  });
}

const textWithGlue = (text: string, { glue }: Pipeline): string =>
  `${text}\n${glue.map((one) => `export const ${one.id} = ${one.text};`).join("\n")}\n`;

async function violationOf(
  pipeline: Pipeline,
  plain: PlainPrograms,
  at: number,
  values: Readonly<Record<string, unknown>>,
): Promise<Violation | null> {
  const law = "what is lowered does what the plain call does";
  const wanted = await plain.call(at, values);
  const got = await plain.observe(async () =>
    evaluate(
      pipeline.structure,
      pipeline.result,
      { variable: pipeline.parameters.variable, value: withDefaults(pipeline, values) },
      { glue: plain.module(at) as never, call: async (step, all) => plain.step(step)(...all) },
    ),
  );
  const differ = unlike(wanted, got);
  return differ === null ? null : { law, what: differ };
}

function unlike(wanted: Plain, got: Plain): string | null {
  const both = (what: string, a: unknown, b: unknown) => `${what}: the plain call ${a}, what is lowered ${b}`;
  if (wanted.status !== got.status)
    return both("status", `${wanted.status} ${wanted.error ?? ""}`, `${got.status} ${got.error ?? ""}`);
  if (wanted.result !== got.result) return both("result", wanted.result, got.result);
  if (wanted.error !== got.error) return both("error", wanted.error, got.error);
  return orderDiffers(wanted.effects, got.effects);
}

function withDefaults(pipeline: Pipeline, values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const properties = (pipeline.parameters.schema.properties ?? {}) as Record<string, { readonly default?: unknown }>;
  const defaults = Object.entries(properties).flatMap(([key, schema]) =>
    "default" in schema ? [[key, structuredClone(schema.default)]] : [],
  );
  return { ...Object.fromEntries(defaults), ...structuredClone(values) };
}
