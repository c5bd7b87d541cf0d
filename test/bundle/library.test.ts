// Libraries as modules of their own: bundled once, shared by what a step imports, and kept until they change.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CompiledPipeline } from "../../compiler/index.js";
import type { GlueModule, StepPlan } from "../../runtime/contract/index.js";
import { codeOf, compiledProject, importModule, moduleOf, project, writeFiles } from "./project.js";

const part = (name: string, version: string, text: string, types: string, dependency = true): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({
    name,
    version,
    type: "module",
    main: "index.js",
    types: "index.d.ts",
    ...(dependency ? { dependencies: { "@tensorflow/tfjs-core": "*" } } : {}),
  }),
  [`node_modules/${name}/index.js`]: text,
  [`node_modules/${name}/index.d.ts`]: types,
});
const core = (version: string, of = "seen.push(value)") =>
  part(
    "@tensorflow/tfjs-core",
    version,
    `const seen = []; export const add = (value) => { ${of}; return seen; };`,
    "export declare const add: (value: number) => number[];",
    false,
  );
/** Packages in the shape of tfjs's: the second and the third add to what the first holds. */
const packages = {
  ...core("1.0.0"),
  ...part(
    "@tensorflow/tfjs-layers",
    "2.0.0",
    `import { add } from "@tensorflow/tfjs-core"; export const layer = () => add(2);`,
    "export declare const layer: () => number[];",
  ),
  ...part(
    "ready-models",
    "3.0.0",
    `import { add } from "@tensorflow/tfjs-core"; export const model = () => add(3);`,
    "export declare const model: () => number[];",
  ),
  "tsconfig.json": `{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler", "target": "es2022" } }`,
};
const pipelineFile = `import { add } from "@tensorflow/tfjs-core";
import { layer } from "@tensorflow/tfjs-layers";
import { model } from "ready-models";
import { pipeline, step } from "zenc";
export const all = step((): number[] => { add(1); layer(); return model(); });
export const one = step((): number[] => add(1));
export const none = step((value: number): number => value);
export const adding = pipeline(async () => ({ all: await all(), one: await one(), none: await none(4) }));`;
const files = { ...packages, "pipeline.ts": pipelineFile };

const stepsOf = ({ plan }: CompiledPipeline): Readonly<Record<string, StepPlan>> => plan.steps;

const cacheOf = (folder: string): string[] => {
  const cache = join(folder, "node_modules/.cache/zenc");
  return existsSync(cache) ? readdirSync(cache).map((name) => join(cache, name)) : [];
};

describe("a library", () => {
  it("has one instance in a step, whichever of its packages are imported, and by whom", async () => {
    const compiled = await compiledProject(project(files));
    const { all, one, none } = stepsOf(compiled);
    expect((await importModule(moduleOf(compiled, all?.code), compiled.code)).default()).toEqual([1, 2, 3]);
    expect((await importModule(moduleOf(compiled, one?.code), compiled.code)).default()).toEqual([1]);
    expect(none?.libraries).toBeUndefined();
    for (const digest of [...(all?.libraries ?? []), ...(one?.libraries ?? [])])
      expect(moduleOf(compiled, digest).text).not.toContain("node_modules");
  });

  it("that another step imports changes nothing of a step", async () => {
    const before = await compiledProject(project(files));
    const after = await compiledProject(project({ ...files, "pipeline.ts": pipelineFile.replace("layer(); ", "") }));
    expect(stepsOf(after).one).toEqual(stepsOf(before).one);
    expect(stepsOf(after).all).not.toEqual(stepsOf(before).all);
  });

  it("changes the digest of the steps that use it, and is listed by version", async () => {
    const before = await compiledProject(project(files));
    const after = await compiledProject(project({ ...files, ...core("1.1.0", "seen.push(-value)") }));
    expect(codeOf(after).one).not.toBe(codeOf(before).one);
    expect(codeOf(after).all).not.toBe(codeOf(before).all);
    expect(codeOf(after).none).toBe(codeOf(before).none);
    expect(moduleOf(after, codeOf(after).one).manifest.files.map(({ path, importedBy }) => [path, importedBy])).toEqual([
      ["pipeline.ts", undefined],
      ["@tensorflow/tfjs-core 1.1.0", "pipeline.ts"],
    ]);
  });

  it("that a module of glue imports is held by the glue", async () => {
    const compiled = await compiledProject(
      project({
        ...files,
        "pipeline.ts": `import "@tensorflow/tfjs-layers";
import { pipeline, step } from "zenc";
export const show = step((values: number): number => values);
export const showing = pipeline(async ({ value = 1 }: { value?: number }) => await show(value * 2 + 1));`,
      }),
    );
    expect(moduleOf(compiled, compiled.plan.glue).text).not.toMatch(/^import/m);
    const glue = await importModule<GlueModule>(moduleOf(compiled, compiled.plan.glue));
    expect(Object.values(glue).map((run) => run({ value: 4 }))).toEqual([9]);
  });
});

describe("a bundled library on disk", () => {
  it("serves the next compile, with the same bytes", async () => {
    const folder = project(files);
    const first = await compiledProject(folder);
    const cache = cacheOf(folder);
    const inodes = cache.map((file) => statSync(file).ino);
    expect(cache).toHaveLength(2);
    expect(await compiledProject(folder).then(({ code, text }) => ({ code, text }))).toEqual({
      code: first.code,
      text: first.text,
    });
    expect(cacheOf(folder).map((file) => statSync(file).ino)).toEqual(inodes);
  });

  it("is made again where it is damaged, or its files have changed under the same version", async () => {
    const folder = project(files);
    const first = await compiledProject(folder);
    for (const file of cacheOf(folder)) writeFileSync(file, readFileSync(file, "utf8").replace("seen", "sawn"));
    expect((await compiledProject(folder)).text).toBe(first.text);
    writeFiles(folder, core("1.0.0", "seen.unshift(value * 10)"));
    const patched = await compiledProject(folder);
    expect((await importModule(moduleOf(patched, codeOf(patched).one), patched.code)).default()).toEqual([10]);
  });
});
