// The author's materializers: a module of its own for each, and within the modules of the steps that write or read with it,
// so that a step and what reads for it know the same classes.
import type { Digest } from "../../runtime/contract/index.js";
import type { MaterializerDefinition, Pipeline, StepDefinition } from "../ir/index.js";
import { stepsWith } from "./carriers.js";
import { ofOwn } from "./libraries.js";

/** All that the steps of a pipeline name, each once; in an order that no other step has a part in. */
export function materializersOf(pipeline: Pipeline): readonly MaterializerDefinition[] {
  const all = [...pipeline.steps.values()].flatMap((step) => step.materializers);
  const unique = [...new Map(all.map((one) => [one.standIn, one])).values()];
  return unique.toSorted((a, b) => (a.name + a.standIn < b.name + b.standIn ? -1 : 1));
}

/** Those that each step of a pipeline writes or reads values with. */
export function metBySteps(pipeline: Pipeline): (step: StepDefinition) => readonly MaterializerDefinition[] {
  const met = materializersOf(pipeline).map((one) => ({ one, steps: stepsWith(pipeline, ofOwn(one.standIn)) }));
  return (step) => met.flatMap(({ one, steps }) => (steps.has(step.name) || writes(step, one) ? [one] : []));
}

const writes = (step: StepDefinition, one: MaterializerDefinition): boolean =>
  step.materializers.some(({ standIn }) => standIn === one.standIn);

/** The name under which a materializer is exported for entries. */
export const exportedAs = ({ text }: MaterializerDefinition): string => `zenc$materializer$${text.replaceAll(".", "$")}`;

/** The statement that exports it, to be appended to its module. */
export const exportOf = (one: MaterializerDefinition): string => `export const ${exportedAs(one)} = ${one.text};`;

/** The entry of its own module. */
export const ownSource = (one: MaterializerDefinition): string =>
  `export { ${exportedAs(one)} as default } from ${JSON.stringify(one.module)};`;

/** The statements of a step's entry that export the materializers; a stand-in each until its digest is known. */
export function materializersSource(materializers: readonly MaterializerDefinition[]): string {
  if (materializers.length === 0) return "";
  const imports = materializers.map(
    (one, index) => `import { ${exportedAs(one)} as materializer_${index} } from ${JSON.stringify(one.module)};`,
  );
  const pairs = materializers.map((one, index) => `["${one.standIn}", materializer_${index}]`);
  return `${imports.join("\n")}\nexport const materializers = [${pairs.join(", ")}];\n`;
}

/** Puts digests in the place of stand-ins, which are as long. */
export function linkMaterializers(text: string, digests: ReadonlyMap<Digest, Digest>): string {
  let linked = text;
  for (const [standIn, digest] of digests) linked = linked.replaceAll(standIn, digest);
  return linked;
}
