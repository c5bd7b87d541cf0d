// Loads, defines and lowers pipelines that tests write as text, in a folder of their own.
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { define } from "../../compiler/define/index.js";
import type { Diagnostic } from "../../compiler/diagnostics/index.js";
import type { Pipeline } from "../../compiler/ir/index.js";
import { load } from "../../compiler/load/index.js";
import { lowerPipeline } from "../../compiler/lower/index.js";

export interface LoweredText {
  readonly file: string;
  readonly pipelines: readonly (Pipeline | null)[];
  /** Of load, define and lower. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Source {
  readonly text: string;
  /** Further files by name. */
  readonly others?: Readonly<Record<string, string>>;
}

/** A tsconfig whose programs know Node's types, as an author's project does. */
const nodeTypes = {
  compilerOptions: {
    target: "es2022",
    lib: ["es2023", "dom"],
    module: "esnext",
    moduleResolution: "bundler",
    moduleDetection: "force",
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ["node"],
    typeRoots: [fileURLToPath(new URL("../../node_modules/@types", import.meta.url))],
    paths: { zenc: [fileURLToPath(new URL("../../runtime/authoring/index.ts", import.meta.url))] },
  },
};

/** Lowers every pipeline of each source, all in one program. */
export function lowerAll(sources: readonly Source[], options: { readonly node?: boolean } = {}): readonly LoweredText[] {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), "zenc-lower-")));
  if (options.node) writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify(nodeTypes));
  const files = sources.map((source, index) => {
    const folder = join(cwd, `program-${index}`);
    mkdirSync(folder);
    for (const [name, content] of Object.entries({ ...source.others, "pipeline.ts": source.text })) {
      writeFileSync(join(folder, name), content);
    }
    return join(folder, "pipeline.ts");
  });
  const loaded = load({ cwd, files });
  return files.map((file): LoweredText => {
    const only = { ...loaded, files: loaded.files.filter((one) => one.fileName === file) };
    const definitions = define(only);
    const lowered = definitions.pipelines.map((definition) => lowerPipeline(definition, definitions, only));
    const name = relative(cwd, file).split(sep).join("/");
    const diagnostics = [
      ...loaded.diagnostics.filter((one) => one.span?.file === name),
      ...definitions.diagnostics,
      ...definitions.stepDiagnostics(),
      ...lowered.flatMap((one) => one.diagnostics),
    ];
    return { file, pipelines: lowered.map((one) => one.pipeline), diagnostics };
  });
}

/** Lowers every pipeline of `text`. */
export function lowerText(text: string, others: Readonly<Record<string, string>> = {}): LoweredText {
  return lowerAll([{ text, others }])[0] as LoweredText;
}

/** The only pipeline; what was reported is an error of the test. */
export function onlyPipeline({ pipelines, diagnostics }: LoweredText): Pipeline {
  const [pipeline] = pipelines;
  if (pipeline && diagnostics.length === 0) return pipeline;
  const said = diagnostics.map((one) => `${one.code} ${one.span?.start.line}:${one.span?.start.column} ${one.message}`);
  throw new Error(said.join("\n") || "No pipeline.");
}
