// What is bundled: one entry per step, one per materializer of the author's, and one per pipeline for its glue. The entries are virtual modules; the exports that
// they import are appended to the author's modules.
import type { Digest } from "../../runtime/contract/index.js";
import type { Pipeline, StepDefinition } from "../ir/index.js";
import { stepsWith } from "./carriers.js";
import { librarySource, ofArrow, ofTfjs, tfjsPackages } from "./libraries.js";
import { exportOf, materializersOf, materializersSource, metBySteps, ownSource } from "./materializers.js";

export interface Entry {
  /** Unique; the file name of the output. */
  readonly name: string;
  readonly source: string;
  /** A module from which packages are resolved as its author would. */
  readonly module: string;
}

export interface Entries {
  readonly entries: readonly Entry[];
  readonly ofStep: ReadonlyMap<StepDefinition, string>;
  readonly ofGlue: ReadonlyMap<Pipeline, string>;
  /** By stand-in. */
  readonly ofMaterializer: ReadonlyMap<Digest, string>;
  /** Statements to append, by absolute module path. */
  readonly exports: ReadonlyMap<string, readonly string[]>;
}

/** @param packages the packages that the author's modules import, for the libraries that materializers share with steps. */
export function entriesOf(pipelines: readonly Pipeline[], packages: ReadonlySet<string>): Entries {
  const entries: Entry[] = [];
  const exports = new Map<string, string[]>();
  const ofStep = new Map<StepDefinition, string>();
  const ofGlue = new Map<Pipeline, string>();
  const ofMaterializer = new Map<Digest, string>();
  const names = new Map<string, string>();
  const append = (module: string, statement: string): void => {
    const statements = exports.get(module);
    if (!statements) exports.set(module, [statement]);
    else if (!statements.includes(statement)) statements.push(statement);
  };
  for (const pipeline of pipelines) {
    const tfjs = stepsWith(pipeline, ofTfjs);
    const arrow = stepsWith(pipeline, ofArrow);
    const met = metBySteps(pipeline);
    for (const materializer of materializersOf(pipeline)) {
      if (ofMaterializer.has(materializer.standIn)) continue;
      append(materializer.module, exportOf(materializer));
      const name = `materializer-${ofMaterializer.size + 1}`;
      ofMaterializer.set(materializer.standIn, name);
      entries.push({ name, source: ownSource(materializer), module: materializer.module });
    }
    for (const step of pipeline.steps.values()) {
      const tfjsOf = tfjs.has(step.name) ? tfjsPackages(packages) : [];
      const beside = librarySource({ tfjs: tfjsOf, arrow: arrow.has(step.name) }) + materializersSource(met(step));
      const key = `${step.module}\0${step.binding}\0${beside}`;
      let name = names.get(key);
      if (name === undefined) {
        name = `step-${names.size + 1}`;
        names.set(key, name);
        const exported = step.binding === "default" ? "default" : `zenc$${step.binding}`;
        if (exported !== "default") append(step.module, `export { ${step.binding} as ${exported} };`);
        const source = `export { ${exported} as default } from ${JSON.stringify(step.module)};\n${beside}`;
        entries.push({ name, source, module: step.module });
      }
      ofStep.set(step, name);
    }
    if (pipeline.glue.length === 0) continue;
    const lines: string[] = [];
    for (const glue of pipeline.glue) {
      const exported = `zenc$${pipeline.exportName}$${glue.id}`;
      append(glue.module, `export const ${exported} = ${glue.text};`);
      lines.push(`export { ${exported} as ${glue.id} } from ${JSON.stringify(glue.module)};`);
    }
    const name = `glue-${ofGlue.size + 1}`;
    ofGlue.set(pipeline, name);
    entries.push({ name, source: lines.join("\n"), module: pipeline.glue[0]?.module ?? pipeline.file });
  }
  return { entries, ofStep, ofGlue, ofMaterializer, exports };
}
