// The option `materialize`: the codecs that it makes, where its materializers may come from, and what TypeScript and zenc say of it.
import { expect, test } from "vitest";
import type { Codec } from "../../runtime/contract/index.js";
import { projectOf } from "./project.js";

const head = `import { type Materializer, materializer, pipeline, step } from "zenc";
export class Frame { #rows: number[] = []; sum(): number { return this.#rows.length; } }
export interface Row { n: number; at?: string }
export const csv = materializer<Row[]>({ write: () => undefined, read: () => [] });
export const frames = materializer<Frame>({ write: () => undefined, read: () => new Frame() });
export const anything = materializer<{ frame: Frame; n: number }>({ write: () => undefined, read: () => ({ frame: new Frame(), n: 1 }) });
`;
/** A project whose steps are `step(options, …)` for each line of `returns: options`. */
const define = (steps: Readonly<Record<string, readonly [options: string, type: string]>>, more: Record<string, string> = {}) =>
  projectOf({
    ...more,
    "pipeline.ts": `${more["head.ts"] ?? ""}${head}${Object.entries(steps)
      .map(
        ([name, [options, type]]) =>
          `export const ${name} = step({ materialize: ${options} }, (): ${type} => { throw new Error(); });\nexport const the_${name} = ${name};`,
      )
      .join("\n")}
export const all = pipeline(async () => { ${Object.keys(steps)
      .map((name) => `await ${name}();`)
      .join(" ")} });`,
  });

type Project = ReturnType<typeof define>;
const stepOf = (project: Project, name: string) => project.definitions.stepOf(project.valueOf(`the_${name}`));
const codesOf = ({ loaded, definitions }: Project) => [
  ...loaded.diagnostics.map(({ code }) => code),
  ...definitions.stepDiagnostics().map(({ code }) => code),
];
const own = (name: string, data = false) => ({
  kind: "leaf",
  materializer: "own",
  own: { name, code: expect.stringMatching(/^[0-9a-f]{64}$/), ...(data ? { data } : {}) },
});
const json: Codec = { kind: "leaf", materializer: "json" };

test("codecs: of the whole output, or of fields; null and undefined are zenc's own; data stays data", () => {
  const project = define({
    rows: ["csv", "Row[]"],
    later: ["csv", "Promise<Row[]>"],
    frame: ["frames", "Frame"],
    maybe: ["frames", "Frame | null"],
    fields: ["{ frame: frames, rows: csv }", "{ frame: Frame; rows?: Row[]; note: string; more?: number }"],
    perhaps: ["{ frame: frames }", "{ frame: Frame | undefined } | undefined"],
  });
  expect(codesOf(project)).toEqual([]);
  const outputs = Object.fromEntries(
    ["rows", "later", "frame", "maybe", "fields", "perhaps"].map((name) => [name, stepOf(project, name)?.output]),
  );
  expect(outputs).toEqual({
    rows: own("csv", true),
    later: own("csv", true),
    frame: own("frames"),
    maybe: { kind: "nullable", of: own("frames") },
    fields: {
      kind: "record",
      fields: {
        frame: own("frames"),
        rows: { kind: "nullable", of: own("csv", true) },
        note: json,
        more: { kind: "nullable", of: json },
      },
    },
    perhaps: { kind: "nullable", of: { kind: "record", fields: { frame: { kind: "nullable", of: own("frames") } } } },
  });
  expect(stepOf(project, "rows")?.outputSchema).toBeNull();
  expect(stepOf(project, "fields")?.materializers.map(({ name }) => name)).toEqual(["frames", "csv"]);
});

test("types that only a materializer stores are opaque in expressions, and no step's output by themselves", () => {
  const project = define({ frame: ["frames", "Frame"], both: ["anything", "{ frame: Frame; n: number }"] });
  expect(project.definitions.codecOf(project.typeOf("Frame"))).toMatchObject({ kind: "leaf", materializer: "own" });
  expect(project.definitions.isData(project.typeOf("Frame"))).toBe(false);
  const bare = projectOf({
    "pipeline.ts": `${head}export const kept = step({ materialize: frames }, (): Frame => new Frame());
export const bare = step((): Frame[] => []);
export const all = pipeline(async () => { await kept(); await bare(); });`,
  });
  expect(bare.definitions.stepDiagnostics().map(({ message }) => message)).toEqual([
    'What the step "bare" returns needs to be storable, but "[]" is a "Frame", which has methods or private state.',
  ]);
});

test("a materializer is the same wherever it is named: through imports, re-exports and aliases", () => {
  const modules = {
    "formats.ts": `import { materializer } from "zenc";
export const text = materializer<string>({ write: () => undefined, read: () => "" });
export default materializer<string>({ write: () => undefined, read: () => "" });`,
    "all.ts": `export { text as renamed } from "./formats.js"; export * from "./formats.js";`,
    "head.ts": `import { renamed, text } from "./all.js"; import * as formats from "./formats.js"; import unnamed from "./formats.js";
const alias = text; const table = { text };\n`,
  };
  const names = ["renamed", "text", "alias", "table.text", "formats.text", "unnamed"];
  const project = define(Object.fromEntries(names.map((name, index) => [`s${index}`, [name, "string"] as const])), modules);
  expect(codesOf(project)).toEqual([]);
  const found = names.map((_, index) => stepOf(project, `s${index}`)?.materializers[0]);
  expect(new Set(found.slice(0, 5).map((one) => one?.standIn)).size).toBe(1);
  expect(found[0]).toMatchObject({ name: "text", text: "text", module: expect.stringMatching(/\/formats\.ts$/) });
  expect(found[5]).toMatchObject({ text: "unnamed", module: expect.stringMatching(/\/pipeline\.ts$/) });
});

test("a package of declarations gives materializers, too: they are imported as the author does", () => {
  const folder = "node_modules/formats";
  const project = define(
    { one: ["parquet", "Row[]"], two: ["formats.parquet", "Row[]"] },
    {
      [`${folder}/package.json`]: '{ "name": "formats", "type": "module", "main": "index.js", "types": "index.d.ts" }',
      [`${folder}/index.d.ts`]: `import type { Materializer } from "zenc"; export declare const parquet: Materializer<{ n: number; at?: string }[]>;`,
      [`${folder}/index.js`]: "export const parquet = { write() {}, read() {} };",
      "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "nodenext", "skipLibCheck": true } }',
      "head.ts": `import { parquet } from "formats"; import * as formats from "formats";\n`,
    },
  );
  expect(codesOf(project)).toEqual([]);
  expect(stepOf(project, "one")?.materializers).toMatchObject([{ name: "parquet", text: "parquet" }]);
  expect(stepOf(project, "two")?.materializers).toMatchObject([{ name: "parquet", text: "formats.parquet" }]);
});

test.each([
  ["frames", "Row[]"],
  ["csv", "number"],
  ["csv", "readonly Row[]"],
  ["{ rows: frames }", "{ rows: Row[] }"],
  ["{ rwos: csv }", "{ rows: Row[] }"],
  ["{ write: () => undefined, read: () => [] }", "Row[]"],
  ['"csv"', "Row[]"],
])("TypeScript refuses %s for %s", (options, type) => {
  expect(define({ wrong: [options, type] }).loaded.diagnostics.map(({ code }) => code)).toEqual([
    expect.stringMatching(/^typescript-/),
  ]);
});

test("the other options are still inferred and checked", () => {
  const project = projectOf({
    "pipeline.ts": `${head}export const load = step({ materialize: csv, retries: 2 }, async (n: number) => [{ n }]);
export const count = step({ retries: 1 }, ({ rows }: { rows: Row[] }) => rows.length);
export const all = pipeline(async ({ n = 1 }: { n?: number }) => { const rows = await load(n); const total: number = await count({ rows }); return total; });`,
  });
  expect(codesOf(project)).toEqual([]);
});
