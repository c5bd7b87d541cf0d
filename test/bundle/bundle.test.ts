// What is in the module of a step, what changes its digest and what does not.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { describe, expect, it } from "vitest";
import type { Expression, GlueModule, StepName } from "../../runtime/contract/index.js";
import { codeOf, compiledProject, compileProject, importModule, moduleOf, project, writeFiles } from "./project.js";

const pipelineFile = `import { pipeline, step } from "zenc";
import { shout } from "./text.js";

const greeting = "hello";

export const greet = step({ retries: 2, timeout: "10m" }, async (name: string): Promise<string> => {
  return shout(\`\${greeting} \${name}\`);
});
const count = step((text: string): number => text.length);

export const greetings = pipeline(async ({ name = "world" }: { name?: string }) => {
  const text = await greet(name);
  const length = await count(text);
  return { text, half: length / 2 };
});
`;
const files = {
  "pipeline.ts": pipelineFile,
  "text.ts": `export const shout = (text: string): string => text.toUpperCase() + "!";\nexport const whisper = (text: string) => text;\n`,
};
const edited = (change: (text: string) => string): Record<string, string> => ({ ...files, "pipeline.ts": change(pipelineFile) });

describe("a step's module", () => {
  it("holds the function, what it uses and nothing else, and runs alone", async () => {
    const compiled = await compiledProject(project(files));
    const greet = moduleOf(compiled, codeOf(compiled).greet);
    expect(await (await importModule(greet)).default(...(["ada"] as never[]))).toBe("HELLO ADA!");
    for (const other of ["length", "whisper", "retries", "10m", "pipeline"]) expect(greet.text).not.toContain(other);
    expect(greet.manifest.files.map(({ path, importedBy }) => [path, importedBy])).toEqual([
      ["pipeline.ts", undefined],
      ["text.ts", "pipeline.ts"],
    ]);
    const count = moduleOf(compiled, codeOf(compiled).count);
    expect((await importModule(count)).default(...(["four"] as never[]))).toBe(4);
    expect(count.manifest.files.map(({ path }) => path)).toEqual(["pipeline.ts"]);
  });

  it("has a source map to the author's lines", async () => {
    const compiled = await compiledProject(project(files));
    const { text, sourceMap } = moduleOf(compiled, codeOf(compiled).greet);
    const offset = text.indexOf("return");
    const before = text.slice(0, offset).split("\n");
    const map = new TraceMap(sourceMap as string);
    expect(originalPositionFor(map, { line: before.length, column: before.at(-1)?.length ?? 0 })).toMatchObject({
      source: "pipeline.ts",
      line: 7,
    });
    expect(map.sourcesContent?.[map.sources.indexOf("pipeline.ts")]).toContain("HELLO".toLowerCase());
  });

  it("is the same wherever the project lies, and whatever options, comments and layout say", async () => {
    const first = await compiledProject(project(files));
    const deeper = join(project({}), "somewhere", "else");
    mkdirSync(deeper, { recursive: true });
    writeFiles(deeper, files);
    expect((await compiledProject(deeper)).text).toBe(first.text);

    const layout = edited((text) =>
      text
        .replaceAll("\n", "\n\n")
        .replace("const greeting", "// a comment\nconst   greeting")
        .replace("return shout", "/* so */ return shout"),
    );
    expect((await compiledProject(project(layout))).text).toBe(first.text);

    const options = await compiledProject(project(edited((text) => text.replace("retries: 2", "retries: 5, cpu: 4"))));
    expect(codeOf(options)).toEqual(codeOf(first));
    expect(options.digest).not.toBe(first.digest);
  });

  it("changes with its own code and with nothing of the other steps", async () => {
    const before = codeOf(await compiledProject(project(files)));
    const own = codeOf(await compiledProject(project(edited((text) => text.replace("text.length", "text.length + 1")))));
    expect(own.greet).toBe(before.greet);
    expect(own.count).not.toBe(before.count);
    const imported = codeOf(await compiledProject(project({ ...files, "text.ts": files["text.ts"].replace('"!"', '"?"') })));
    expect(imported.greet).not.toBe(before.greet);
    expect(imported.count).toBe(before.count);
  });

  it("says what it has to say to the step process", async () => {
    const compiled = await compiledProject(
      project({
        "pipeline.ts": `import { log, metric, pipeline, step } from "zenc";
export const tell = step((): number => { log("here"); metric("loss", 0.5, 3); return 1; });
export const telling = pipeline(async () => await tell());`,
      }),
    );
    const module = await importModule(moduleOf(compiled, codeOf(compiled).tell));
    const said: unknown[] = [];
    const key = Symbol.for("zenc.step");
    const holder = globalThis as { [key: symbol]: unknown };
    holder[key] = { log: (text: string) => said.push(text), metric: (...values: unknown[]) => said.push(values) };
    try {
      module.default();
    } finally {
      delete holder[key];
    }
    expect(said).toEqual(["here", ["loss", 0.5, 3]]);
  });

  it("holds packages, also CommonJS ones that require what Node has", async () => {
    const folder = project({
      "pipeline.ts": `import { pipeline, step } from "zenc";
import separator from "old-package";
import data from "./data.json" with { type: "json" };
export const join = step((): string => data.words.join(separator.of()));
export const joining = pipeline(async () => await join());`,
      "package.json": `{ "name": "project", "type": "module" }`,
      "data.json": `{ "words": ["a", "b"] }`,
      "tsconfig.json": `{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022", "resolveJsonModule": true } }`,
      "node_modules/old-package/package.json": `{ "name": "old-package", "version": "1.0.0", "main": "index.js", "types": "index.d.ts" }`,
      "node_modules/old-package/index.js": `const path = require("path"); module.exports = { of: () => path.posix.sep };`,
      "node_modules/old-package/index.d.ts": `declare const separator: { of(): string }; export = separator;`,
    });
    const compiled = await compiledProject(folder);
    const module = moduleOf(compiled, codeOf(compiled).join);
    expect((await importModule(module)).default()).toBe("a/b");
    expect(module.text).not.toContain("old-package");
    expect(module.manifest.files.map(({ path }) => path)).toContain("node_modules/old-package/index.js");
  });

  it("follows the paths of the author's tsconfig", async () => {
    const compiled = await compiledProject(
      project({
        "pipeline.ts": pipelineFile.replace("./text.js", "#lib/text"),
        "lib/text.ts": files["text.ts"],
        "tsconfig.json": `{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler", "target": "es2022", "paths": { "#lib/*": ["./lib/*"] } } }`,
      }),
    );
    const greet = moduleOf(compiled, codeOf(compiled).greet);
    expect(await (await importModule(greet)).default(...(["ada"] as never[]))).toBe("HELLO ADA!");
  });

  it("leaves out a package that reads files beside its own modules; its version counts, where it is loaded", async () => {
    const name = "@tensorflow/tfjs-backend-wasm";
    const files = (version: string) => ({
      [`node_modules/${name}/package.json`]: JSON.stringify({ name, version, main: "index.js", types: "index.d.ts" }),
      [`node_modules/${name}/index.js`]: 'exports.file = require("node:path").join(__dirname, "backend.wasm");',
      [`node_modules/${name}/index.d.ts`]: "export declare const file: string;",
      "tsconfig.json": `{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler", "target": "es2022" } }`,
      "pipeline.ts": `import { file } from "${name}"; import { pipeline, step } from "zenc";
export const where = step((): string => file);
export const size = step((text: string): number => text.replace("${name}", "").length);
export const main = pipeline(async () => await size(await where()));`,
    });
    const moduleWith = async (version: string) => {
      const compiled = await compiledProject(project(files(version)));
      expect(compiled.plan.steps["where" as never]).toMatchObject({ packages: [`${name}@${version}`] });
      return moduleOf(compiled, compiled.plan.steps["where" as never]?.code);
    };
    const [older, newer] = [await moduleWith("4.21.0"), await moduleWith("4.22.0")];
    const { steps } = (await compiledProject(project(files("4.22.0")))).plan;
    expect(steps["size" as never]).not.toHaveProperty("packages");
    expect(newer.text).toContain(`require("${name}")`);
    expect(newer.text).not.toContain("backend.wasm");
    expect(newer.digest).not.toBe(older.digest);
  });

  it("exports the tfjs that its materializers must share, and only where values of tfjs come in or go out", async () => {
    const compiled = await compiledProject(
      project(
        {
          "pipeline.ts": `import * as tf from "@tensorflow/tfjs";
import { pipeline, step } from "zenc";
export const make = step((): tf.Tensor => tf.tensor([1, 2]));
export const sum = step((values: tf.Tensor): number => values.sum().arraySync() as number);
export const twice = step((value: number): number => 2 * value);
export const doubled = pipeline(async () => await twice(await sum(await make())));`,
        },
        { packages: true },
      ),
    );
    const { make, sum, twice } = codeOf(compiled);
    const [library, ...others] = compiled.code.filter(({ text }) => text.length > 100_000).map(({ digest }) => digest);
    expect(others).toEqual([]);
    expect(Object.values(compiled.plan.steps).map(({ code, libraries }) => [code, libraries])).toEqual(
      expect.arrayContaining([
        [make, [library]],
        [sum, [library]],
        [twice, undefined],
      ]),
    );
    const maker = await importModule(moduleOf(compiled, make), compiled.code);
    const tensor = maker.default() as { constructor: unknown };
    const { tfjs } = maker.libraries as { tfjs: { Tensor: new () => unknown } };
    expect(tensor).toBeInstanceOf(tfjs.Tensor);
    expect((await importModule(moduleOf(compiled, sum), compiled.code)).libraries?.tfjs).toBeDefined();
    expect(moduleOf(compiled, twice).text.length).toBeLessThan(200);
  });
});

const gluesIn = (expression: Expression): readonly Extract<Expression, { kind: "glue" }>[] =>
  expression.kind === "glue"
    ? [expression]
    : expression.kind === "list"
      ? expression.items.flatMap((item) => (item.kind === "spread" ? [] : gluesIn(item)))
      : [];

describe("the glue module", () => {
  it("exports one function per expression, with the names of its module in scope", async () => {
    const compiled = await compiledProject(
      project({
        "pipeline.ts": `import { pipeline, step } from "zenc";
const half = (value: number): number => value / 2;
export const load = step((): { size: number; rows: number[] } => ({ size: 4, rows: [3, 1, 2] }));
export const show = step((value: number): number => value);
export const halving = pipeline(async () => {
  const { size, rows } = await load();
  return await show(half(size) + rows.filter((row) => row > 1).length);
});`,
      }),
    );
    const glue = await importModule<GlueModule>(moduleOf(compiled, compiled.plan.glue));
    const loaded = { size: 4, rows: [3, 1, 2] };
    const given: Record<string, unknown> = loaded;
    const results = compiled.plan.structure
      .flatMap((node) => (node.kind === "call" ? gluesIn(node.arguments) : node.kind === "let" ? gluesIn(node.value) : []))
      .map(({ glue: id, uses }) => glue[id]?.(...uses.map((use) => given[use.replace(/\$.*/, "")] ?? loaded)));
    expect(results).toContain(4);
  });
});

describe("validators", () => {
  it("are self-contained modules; parameters get their defaults", async () => {
    const compiled = await compiledProject(
      project({
        "pipeline.ts": `import { pipeline, step } from "zenc";
/** @minLength 2 */ type Name = string;
export interface Out { at: string; /** @minLength 3 */ name: string }
export const load = step((name: Name): Out => ({ at: "", name }));
export const loading = pipeline(async ({ name = "ada", /** @format date-time */ at }: { name?: string; at: string }) => await load(name + at));`,
      }),
    );
    const { parameters, steps } = compiled.plan;
    type Validator = { default: (value: unknown) => boolean };
    const checkParameters = (await importModule<Validator>(moduleOf(compiled, parameters.validator))).default;
    const given: { name?: string; at: string } = { at: "2026-01-01T00:00:00Z" };
    expect(checkParameters(given)).toBe(true);
    expect(given.name).toBe("ada");
    expect(checkParameters({ name: 3 })).toBe(false);
    const checkOutput = (await importModule<Validator>(moduleOf(compiled, steps["load" as StepName]?.validator))).default;
    expect(checkOutput({ at: "", name: "ada" })).toBe(true);
    expect(checkOutput({ at: "" })).toBe(false);
  });
});

it("runs nothing of the author's", async () => {
  const folder = project({
    "pipeline.ts": `import { pipeline, step } from "zenc";
export const one = step((): number => 1);
export const ones = pipeline(async () => await one());
throw new Error("executed");`,
  });
  const { diagnostics, pipelines } = await compileProject(folder);
  expect(diagnostics).toEqual([]);
  expect(pipelines).toHaveLength(1);
});
