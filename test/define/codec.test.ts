// Types → codecs, one row per type; and what has no codec, with its property path.
import { beforeAll, describe, expect, test } from "vitest";
import type { Codec } from "../../runtime/contract/index.js";
import { type Project, projectOf } from "./project.js";

const leaf = (materializer: string) => ({ kind: "leaf", materializer });
const json = leaf("json");
const extended = leaf("extended");

const storable: readonly (readonly [string, unknown])[] = [
  ["number", json],
  ["string | null", json],
  ["'a' | 'b' | 3", json],
  ["Color", json],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a type
  ["`v${number}`", json],
  ["string & { readonly __brand: 'UserId' }", json],
  ["{ a: number; b?: string; c: [number, string] }", json],
  ["Record<string, number[]>", json],
  ["Partial<Pick<Tree, 'value'>>", json],
  ["Tree", json],
  ["Tree[]", json],
  ["Pair<number, Pair<string, boolean>>", json],
  ["void", { kind: "none" }],
  ["undefined", { kind: "none" }],
  ["bigint", extended],
  ["Date", extended],
  ["{ at: Date }[]", extended],
  ["Map<string, Set<number>>", extended],
  ["ReadonlyMap<string, number>", extended],
  ["Float32Array", extended],
  ["number | undefined", extended],
  ["{ a: number | undefined }", extended],
  ["(number | undefined)[]", extended],
  ["Uint8Array", leaf("bytes")],
  ["Buffer", leaf("bytes")],
  ["LocalPath", leaf("path")],
  ["AsyncIterable<{ row: number }>", leaf("stream")],
  ["AsyncGenerator<number>", leaf("stream")],
  ["ReadableStream<string>", leaf("stream")],
  ["tf.LayersModel", leaf("layers-model")],
  ["tf.Sequential", leaf("layers-model")],
  ["tf.GraphModel", leaf("graph-model")],
  ["tf.Tensor", leaf("tensor")],
  ["tf.Tensor2D", leaf("tensor")],
  ["tf.Scalar", leaf("tensor")],
  ["tf.Variable", leaf("tensor")],
  ["arrow.Table", leaf("arrow")],
  ["arrow.Table<{ x: arrow.Float64 }>[]", { kind: "list", items: leaf("arrow") }],
  ["tf.LayersModel | null", { kind: "nullable", of: leaf("layers-model") }],
  ["tf.Tensor[]", { kind: "list", items: leaf("tensor") }],
  ["[tf.Tensor, number]", { kind: "tuple", items: [leaf("tensor"), json] }],
  ["Record<string, tf.Tensor>", { kind: "dictionary", values: leaf("tensor") }],
  ["tf.NamedTensorMap", { kind: "dictionary", values: leaf("tensor") }],
  [
    "{ model: tf.LayersModel; report: { accuracy: number; at: Date }; vocabulary?: LocalPath }",
    {
      kind: "record",
      fields: { model: leaf("layers-model"), report: extended, vocabulary: { kind: "nullable", of: leaf("path") } },
    },
  ],
  [
    "{ parts: { bytes: Uint8Array; name: string }[] }",
    {
      kind: "record",
      fields: { parts: { kind: "list", items: { kind: "record", fields: { bytes: leaf("bytes"), name: json } } } },
    },
  ],
];

const unstorable: readonly string[] = [
  "any",
  "unknown",
  "object",
  "symbol",
  "() => number",
  "{ run: () => number }",
  "{ deep: { x: any }[] }",
  "WeakMap<object, number>",
  "{ later: Promise<number> }",
  "Cursor",
  "import('node:net').Socket",
  "AsyncIterable<tf.Tensor>",
  "tf.Tensor | { a: number }",
  "Map<string, tf.Tensor>",
  "Generator<number>",
  "arrow.Vector",
];

const head = `import type { LocalPath } from "zenc";
import type * as arrow from "apache-arrow";
import type * as tf from "@tensorflow/tfjs";
export interface Tree { value: number; children: Tree[] }
export type Pair<A, B> = { first: A; second: B };
export enum Color { Red, Green = "g" }
export class Cursor { private at = 0; next() { return this.at++; } }
`;

describe("codecs", () => {
  let project: Project;
  beforeAll(() => {
    const types = [...storable.map(([type]) => type), ...unstorable];
    const text = head + types.map((type, index) => `export type T${index} = ${type};`).join("\n");
    project = projectOf({ "pipeline.ts": text }, "@types/node", "@tensorflow/tfjs", "apache-arrow");
  });

  test("the types themselves are right", () => {
    expect(project.loaded.diagnostics).toEqual([]);
  });

  test.each(storable.map(([type, codec], index) => [type, codec, index] as const))("%s", (_, codec, index) => {
    const type = project.typeOf(`T${index}`);
    expect(project.definitions.codecOf(type)).toEqual(codec);
    const { kind, materializer } = codec as Codec & { materializer?: string };
    const isData = kind === "none" || materializer === "json" || materializer === "extended";
    expect(project.definitions.isData(type)).toBe(isData);
  });

  test.each(unstorable.map((type, index) => [type, storable.length + index] as const))("refused: %s", (_, index) => {
    expect(project.definitions.codecOf(project.typeOf(`T${index}`))).toBeNull();
  });
});

test("each part that cannot be stored is named by its path, at the step that returns it", () => {
  const { definitions } = projectOf({
    "pipeline.ts": `import { pipeline, step } from "zenc";
export const fit = step(async (): Promise<{ models: { predict(): number }[]; notes: { x: unknown } }> => { throw new Error(); });
export const fitting = pipeline(async () => { await fit(); });`,
  });
  expect(definitions.stepDiagnostics().map(({ code, message }) => [code, message])).toEqual([
    ["output-not-storable", 'What the step "fit" returns needs to be storable, but "models[].predict" is a function.'],
    ["output-not-storable", 'What the step "fit" returns needs to be storable, but "notes.x" is of type "unknown".'],
  ]);
});
