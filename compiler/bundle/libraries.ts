// The libraries that a step's module hands to its materializers: values of a library can be read and written only by the
// very instance of it that the step's own code uses.
import type { Codec, Digest, Materializer } from "../../runtime/contract/index.js";

type Leaf = Extract<Codec, { readonly kind: "leaf" }>;
/** Which of the values that are stored by themselves are meant. */
export type OfLeaf = (leaf: Leaf) => boolean;

const tfjsMaterializers: ReadonlySet<Materializer> = new Set(["layers-model", "graph-model", "tensor"]);
export const ofTfjs: OfLeaf = ({ materializer }) => tfjsMaterializers.has(materializer);
export const ofArrow: OfLeaf = ({ materializer }) => materializer === "arrow";
/** Those that a step reads itself: data comes to it read already. */
export const ofOwn =
  (code: Digest): OfLeaf =>
  ({ own }) =>
    own?.code === code && !own.data;

const wholePackages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node", "@tensorflow/tfjs"];
const partPackages = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-layers", "@tensorflow/tfjs-converter"];

/** Which packages make up tfjs for an author who imports `packages`. */
export function tfjsPackages(packages: ReadonlySet<string>): readonly string[] {
  const whole = wholePackages.find((name) => packages.has(name));
  if (whole !== undefined) return [whole];
  const parts = partPackages.filter((name) => packages.has(name));
  return parts.length > 0 ? parts : ["@tensorflow/tfjs"];
}

/** The statements of an entry that export the libraries; none where there are none. */
export function librarySource(needs: { readonly tfjs: readonly string[]; readonly arrow: boolean }): string {
  const { tfjs, arrow } = needs;
  const imports = tfjs.map((name, index) => `import * as library_${index} from ${JSON.stringify(name)};`);
  if (arrow) imports.push('import { tableFromIPC, tableToIPC } from "apache-arrow";');
  const whole = tfjs.length === 1 ? "library_0" : `{ ${tfjs.map((_, index) => `...library_${index}`).join(", ")} }`;
  const fields = [...(tfjs.length > 0 ? [`tfjs: ${whole}`] : []), ...(arrow ? ["arrow: { tableFromIPC, tableToIPC }"] : [])];
  return fields.length === 0 ? "" : `${imports.join("\n")}\nexport const libraries = { ${fields.join(", ")} };\n`;
}
