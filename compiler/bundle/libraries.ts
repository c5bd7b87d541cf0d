// The libraries that a step's module hands to its materializers: values of a library can be read and written only by the
// very instance of it that the step's own code uses.
import {
  type Codec,
  type Expression,
  type Materializer,
  type StepName,
  type StructureNode,
  usesOf,
  type VariableId,
} from "../../runtime/contract/index.js";
import type { Pipeline } from "../ir/index.js";

const tfjsMaterializers: ReadonlySet<Materializer> = new Set(["layers-model", "graph-model", "tensor"]);
const wholePackages = ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node", "@tensorflow/tfjs"];
const partPackages = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-layers", "@tensorflow/tfjs-converter"];

/** The steps that return values of tfjs, or may take some. */
export function needsTfjs(pipeline: Pipeline): ReadonlySet<StepName> {
  const result = new Set<StepName>();
  const carriers = new Set<VariableId>();
  for (const step of pipeline.steps.values()) if (hasTfjs(step.output)) result.add(step.name);
  const carries = (...expressions: readonly Expression[]): boolean =>
    expressions.some((expression) => usesOf(expression).some((variable) => carriers.has(variable)));
  const mark = (variable: VariableId, carried: boolean): void => {
    if (carried) carriers.add(variable);
  };
  const visit = (node: StructureNode): void => {
    switch (node.kind) {
      case "let":
        mark(node.out, carries(node.value));
        break;
      case "call":
        if (carries(node.arguments)) result.add(node.step);
        mark(node.out, hasTfjs(pipeline.steps.get(node.step)?.output ?? { kind: "none" }));
        break;
      case "if":
        for (const inner of [...node.then, ...node.otherwise]) visit(inner);
        for (const join of node.joins) mark(join.out, carries(join.then, join.otherwise));
        break;
      case "map":
        mark(node.item, carries(node.over));
        for (const inner of node.body) visit(inner);
        mark(node.out, carries(node.result));
        break;
      case "loop":
        for (const { head, init, next } of node.carried) mark(head, carries(init, next));
        for (const inner of node.body) visit(inner);
        for (const { head, next, out } of node.carried) {
          mark(head, carries(next));
          mark(out, carries(next));
        }
        break;
      case "try":
        for (const inner of node.body) visit(inner);
        for (const { out, before, at } of node.snapshots) mark(out, carries(before, ...at.map((version) => version.value)));
        for (const inner of node.handler) visit(inner);
        for (const join of node.joins) mark(join.out, carries(join.then, join.otherwise));
        break;
      case "throw":
        break;
    }
  };
  // What a round carries into the next is known only after it: until nothing is new.
  for (let before = -1; before !== carriers.size; ) {
    before = carriers.size;
    for (const node of pipeline.structure) visit(node);
  }
  return result;
}

/** Which packages make up tfjs for an author who imports `packages`. */
export function tfjsPackages(packages: ReadonlySet<string>): readonly string[] {
  const whole = wholePackages.find((name) => packages.has(name));
  if (whole !== undefined) return [whole];
  const parts = partPackages.filter((name) => packages.has(name));
  return parts.length > 0 ? parts : ["@tensorflow/tfjs"];
}

/** The statements of an entry that export the libraries. */
export function librarySource(packages: readonly string[]): string {
  const imports = packages.map((name, index) => `import * as library_${index} from ${JSON.stringify(name)};`);
  const [first] = packages;
  const whole = packages.length === 1 && first !== undefined;
  const tfjs = whole ? "library_0" : `{ ${packages.map((_, index) => `...library_${index}`).join(", ")} }`;
  return `${imports.join("\n")}\nexport const libraries = { tfjs: ${tfjs} };`;
}

function hasTfjs(codec: Codec): boolean {
  switch (codec.kind) {
    case "leaf":
      return tfjsMaterializers.has(codec.materializer);
    case "none":
      return false;
    case "record":
      return Object.values(codec.fields).some(hasTfjs);
    case "dictionary":
      return hasTfjs(codec.values);
    case "list":
      return hasTfjs(codec.items);
    case "tuple":
      return codec.items.some(hasTfjs);
    case "nullable":
      return hasTfjs(codec.of);
  }
}
