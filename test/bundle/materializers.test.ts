// The author's materializers as modules: each holds what it imports and nothing else, and lies within the steps that write or read with it.
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import type { CompiledPipeline } from "../../compiler/index.js";
import type { Codec, Digest, MaterializerModule } from "../../runtime/contract/index.js";
import { codeOf, compiledProject, importModule, moduleOf, project } from "./project.js";

const files = {
  "tsconfig.json": `{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022", "skipLibCheck": true } }`,
  "package.json": `{ "type": "module" }`,
  "frame.ts": `export class Frame {
  #rows: number[];
  constructor(rows: number[]) { this.#rows = rows; }
  plus(other: Frame): Frame { return new Frame([...this.#rows, ...other.#rows]); }
  get rows(): number[] { return this.#rows; }
}`,
  "words.ts": `export const separator = "|";
export const unused = "never bundled";`,
  "formats.ts": `import { materializer, step } from "zenc";
import { Frame } from "./frame.js";
import { separator } from "./words.js";
const kept: Record<string, string> = {};
export const frames = materializer<Frame>({ write: (frame, file) => { kept[file] = frame.rows.join(separator); }, read: (file) => new Frame((kept[file] ?? "1").split(separator).map(Number)) });
export const lines = materializer<string[]>({ write: (texts, file) => { kept[file] = texts.join("; "); }, read: (file) => (kept[file] ?? "").split("; ") });
export const beside = step((): string => "in the same module");`,
  "pipeline.ts": `import { pipeline, step } from "zenc";
import { frames, lines, beside } from "./formats.js";
import { Frame } from "./frame.js";
export const make = step({ materialize: frames }, (n: number): Frame => new Frame([n]));
export const add = step({ materialize: frames }, (frame: Frame, n: number): Frame => frame.plus(new Frame([n])));
export const list = step({ materialize: lines }, (n: number): string[] => [String(n)]);
export const show = step((frame: Frame): string => (frame instanceof Frame ? "the same class" : "another class"));
export const count = step((texts: string[]): number => texts.length);
export const framing = pipeline(async () => {
  const frame = await add(await make(1), 2);
  return [await show(frame), await count(await list(3)), await beside()];
});`,
};
type Edits = Partial<Record<keyof typeof files, string>>;
const compiled = (edits: Edits = {}): Promise<CompiledPipeline> =>
  compiledProject(project({ ...files, ...edits }, { packages: true }));
const edited = (file: keyof typeof files, from: string, to: string): Edits => {
  expect(files[file]).toContain(from);
  return { [file]: files[file].replace(from, to) };
};
const ownOf = ({ plan }: CompiledPipeline, step: string) => {
  const output = (plan.steps as Readonly<Record<string, { readonly output: Codec }>>)[step]?.output;
  if (output?.kind !== "leaf" || !output.own) throw new Error(`"${step}" has no materializer`);
  return output.own;
};
const changed = (before: CompiledPipeline, after: CompiledPipeline) =>
  Object.keys(codeOf(before))
    .filter((step) => codeOf(before)[step] !== codeOf(after)[step])
    .sort();

test("a codec names the materializer and its module, which holds what it imports and nothing else", async () => {
  const pipeline = await compiled();
  expect(ownOf(pipeline, "make")).toEqual(ownOf(pipeline, "add"));
  expect(ownOf(pipeline, "make")).toEqual({ name: "frames", code: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(ownOf(pipeline, "list")).toMatchObject({ name: "lines", data: true });
  const module = moduleOf(pipeline, ownOf(pipeline, "make").code);
  expect(module.manifest.files.map(({ path }) => path)).toEqual(["formats.ts", "frame.ts", "words.ts"]);
  expect(module.text).not.toMatch(/never bundled|in the same module|; /);
  const { default: frames } = await importModule<MaterializerModule>(module);
  expect((frames.read("nowhere") as { rows: number[] }).rows).toEqual([1]);
});

test("a step that takes a value and what reads it know the same classes", async () => {
  const pipeline = await compiled();
  const { default: show, materializers = [] } = await importModule(moduleOf(pipeline, codeOf(pipeline).show));
  expect(materializers.map(([code]) => code)).toEqual([ownOf(pipeline, "make").code]);
  expect((show as (frame: unknown) => unknown)(materializers[0]?.[1].read("nowhere"))).toBe("the same class");
});

test("only steps that write or read with it hold it: data comes to a step read already", async () => {
  const pipeline = await compiled();
  const heldBy = async (step: string): Promise<readonly Digest[]> =>
    ((await importModule(moduleOf(pipeline, codeOf(pipeline)[step]))).materializers ?? []).map(([code]) => code);
  const frames = ownOf(pipeline, "make").code;
  const held = Object.fromEntries(
    await Promise.all(Object.keys(codeOf(pipeline)).map(async (step) => [step, await heldBy(step)])),
  );
  expect(held).toEqual({
    make: [frames],
    add: [frames],
    show: [frames],
    list: [ownOf(pipeline, "list").code],
    count: [],
    beside: [],
  });
});

test("its code counts, comments, layout and its place do not", async () => {
  const before = await compiled();
  const commented = await compiled(edited("formats.ts", "export const frames", "// a comment\n\nexport const frames"));
  expect(commented.text).toBe(before.text);
  const other = await compiled(edited("words.ts", '"|"', '"/"'));
  expect(changed(before, other)).toEqual(["add", "make", "show"]);
  expect(ownOf(other, "make").code).not.toBe(ownOf(before, "make").code);
  expect(ownOf(other, "list")).toEqual(ownOf(before, "list"));
  const data = await compiled(edited("formats.ts", 'texts.join("; ")', 'texts.join(", ")'));
  expect(changed(before, data)).toEqual(["list"]);
  expect(before.text).not.toContain(tmpdir());
  expect(before.code.filter(({ text }) => text.includes(tmpdir()))).toEqual([]);
});

test("a package's is bundled as it lies, also what has declarations only", async () => {
  const folder = "node_modules/formats";
  const pipeline = await compiledProject(
    project({
      "tsconfig.json": files["tsconfig.json"],
      "package.json": files["package.json"],
      [`${folder}/package.json`]: '{ "name": "formats", "type": "module", "main": "index.js", "types": "index.d.ts" }',
      [`${folder}/index.d.ts`]: `import type { Materializer } from "zenc"; export declare const text: Materializer<string>;`,
      [`${folder}/index.js`]: `import { materializer } from "zenc"; export const text = materializer({ write() {}, read: () => "from the package" });`,
      "pipeline.ts": `import { pipeline, step } from "zenc"; import * as formats from "formats";
export const say = step({ materialize: formats.text }, (): string => "said");
export const saying = pipeline(async () => await say());`,
    }),
  );
  const { default: text } = await importModule<MaterializerModule>(moduleOf(pipeline, ownOf(pipeline, "say").code));
  expect(text.read("")).toBe("from the package");
});

test("apache-arrow is the step's own copy, and handed to steps that return or take tables alone", async () => {
  const pipeline = await compiledProject(
    project(
      {
        "tsconfig.json": files["tsconfig.json"],
        "package.json": files["package.json"],
        "pipeline.ts": `import { Table, tableFromArrays } from "apache-arrow"; import { pipeline, step } from "zenc";
export const make = step((): Table => tableFromArrays({ n: [1, 2] }));
export const rows = step((table: Table): number => table.numRows);
export const count = step((n: number): number => n);
export const counting = pipeline(async () => await count(await rows(await make())));`,
      },
      { packages: true },
    ),
  );
  interface Library {
    readonly arrow: { tableToIPC(table: unknown, type: string): Uint8Array; tableFromIPC(bytes: Uint8Array): unknown };
  }
  const load = async (step: string) => importModule(moduleOf(pipeline, codeOf(pipeline)[step]));
  const [make, rows, count] = [await load("make"), await load("rows"), await load("count")];
  expect(count.libraries).toBeUndefined();
  const bytes = (make.libraries as unknown as Library).arrow.tableToIPC((make.default as () => unknown)(), "file");
  expect((rows.default as (table: unknown) => number)((rows.libraries as unknown as Library).arrow.tableFromIPC(bytes))).toBe(2);
});
