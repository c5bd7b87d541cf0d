// Loading: the user's tsconfig, errors in zenc's form, reloading what changed, and that nothing is executed.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { define } from "../../compiler/define/index.js";
import { createLoader, load } from "../../compiler/load/index.js";
import { writeProject } from "../define/project.js";

const pipelineText = `import { pipeline, step } from "zenc";
import { most } from "./settings";
export const count = step((n: number): number => n);
export const counting = pipeline(async () => await count(most));
`;

describe("tsconfig", () => {
  test("paths, extends and strictness are honoured", () => {
    const cwd = writeProject({
      "tsconfig.json": `{ "extends": "./base.json", "compilerOptions": { "paths": { "#lib/*": ["./src/lib/*"] } } }`,
      "base.json": `{ "compilerOptions": { "strict": true, "noUncheckedIndexedAccess": true, "module": "esnext", "moduleResolution": "bundler" } }`,
      "src/lib/settings.ts": "export const list = [1]; export const first: number = list[0];",
      "src/pipeline.ts": pipelineText.replace("./settings", "#lib/settings").replace("most }", "first as most }"),
    });
    const loaded = load({ cwd, files: ["src/pipeline.ts"] });
    expect(loaded.diagnostics.map(({ code, span }) => [code, span?.file, span?.start.line])).toEqual([
      ["typescript-2322", "src/lib/settings.ts", 1],
    ]);
    expect(loaded.inputs.map((file) => file.slice(cwd.length + 1)).sort()).toEqual([
      "base.json",
      "src/lib/settings.ts",
      "src/pipeline.ts",
      "tsconfig.json",
    ]);
  });

  test("without one, strict defaults; a broken one is reported at its place", () => {
    const cwd = writeProject({ "pipeline.ts": "export function f(x) { return x; }" });
    expect(load({ cwd, files: ["pipeline.ts"] }).diagnostics.map(({ code }) => code)).toEqual(["typescript-7006"]);
    const broken = writeProject({ "tsconfig.json": `{ "compilerOptions": { "strict": "yes" } }`, "pipeline.ts": "export {};" });
    const [first] = load({ cwd: broken, files: ["pipeline.ts"] }).diagnostics;
    expect([first?.code, first?.span?.file]).toEqual(["typescript-5024", "tsconfig.json"]);
  });

  test("an ambient declaration that it includes is seen", () => {
    const cwd = writeProject({
      "tsconfig.json": `{ "compilerOptions": { "strict": true }, "include": ["**/*"] }`,
      "types/globals.d.ts": "declare const limit: number;",
      "pipeline.ts": "export const twice = limit * 2;",
    });
    expect(load({ cwd, files: ["pipeline.ts"] }).diagnostics).toEqual([]);
  });
});

test("files that are missing or no TypeScript are named", () => {
  const cwd = writeProject({ "readme.md": "", "types.d.ts": "" });
  const { diagnostics, files } = load({ cwd, files: ["a.ts", "readme.md", "types.d.ts"] });
  expect(diagnostics.map(({ code }) => code)).toEqual(["file-missing", "file-not-typescript", "file-not-typescript"]);
  expect(files).toEqual([]);
});

test("a message chain and related places are kept", () => {
  const cwd = writeProject({
    "pipeline.ts": `interface A { a: { b: number } }
export const value: A = ((): { a: { b: string } } => ({ a: { b: "" } }))();`,
  });
  const [error] = load({ cwd, files: ["pipeline.ts"] }).diagnostics;
  expect(error?.message.split("\n").length).toBeGreaterThan(1);
});

describe("loading again", () => {
  test("re-reads what changed and keeps the rest", () => {
    const cwd = writeProject({ "pipeline.ts": pipelineText, "settings.ts": "export const most = 1;" });
    const loader = createLoader(cwd);
    const first = loader.load(["pipeline.ts"]);
    expect(first.diagnostics).toEqual([]);
    writeFileSync(join(cwd, "settings.ts"), 'export const most = "one";');
    const second = loader.load(["pipeline.ts"]);
    expect(second.diagnostics.map(({ code }) => code)).toEqual(["typescript-2345"]);
    const kept = second.program.getSourceFiles().filter((file) => first.program.getSourceFiles().includes(file));
    expect(second.program.getSourceFiles().length - kept.length).toBe(1);
  });

  test("finds a module that was missing, and misses one that was removed", () => {
    const cwd = writeProject({ "pipeline.ts": pipelineText });
    const loader = createLoader(cwd);
    const codes = () => loader.load(["pipeline.ts"]).diagnostics.map(({ code }) => code);
    expect(codes()).toEqual(["typescript-2307"]);
    expect(codes()).toEqual(["typescript-2307"]);
    writeFileSync(join(cwd, "settings.ts"), "export const most = 1;");
    expect(codes()).toEqual([]);
    rmSync(join(cwd, "settings.ts"));
    expect(codes()).toEqual(["typescript-2307"]);
  });
});

test("a file whose import throws, loops for ever or deletes files when executed loads all the same, and nothing is executed", () => {
  const victim = mkdtempSync(join(tmpdir(), "zenc-victim-"));
  const cwd = writeProject({
    "pipeline.ts": `import "./throws";
import "./loops";
import "./deletes";
import { pipeline, step } from "zenc";
declare const process: { exit(code: number): never };
export const count = step({ retries: 2 }, (): number => process.exit(1));
export const counting = pipeline(async () => await count());
process.exit(1);
`,
    "throws.ts": `throw new Error("executed");\nexport {};`,
    "loops.ts": "for (;;);\nexport {};",
    "deletes.ts": `declare function require(name: string): { rmSync(path: string, options: object): void };
require("node:fs").rmSync(${JSON.stringify(victim)}, { recursive: true });
export {};`,
    "tsconfig.json": `{ "compilerOptions": { "strict": true, "allowUnreachableCode": true, "module": "esnext", "moduleResolution": "bundler" } }`,
  });
  const loaded = load({ cwd, files: ["pipeline.ts"] });
  const definitions = define(loaded);
  expect([...loaded.diagnostics, ...definitions.diagnostics, ...definitions.stepDiagnostics()]).toEqual([]);
  expect(definitions.pipelines.map(({ name }) => name)).toEqual(["counting"]);
  expect(existsSync(victim)).toBe(true);
});

test("Node's types are read where something needs them, and only there", () => {
  const cwd = writeProject({
    "package.json": `{ "type": "module" }`,
    "node_modules/@types/node/package.json": `{ "name": "@types/node", "version": "1.0.0", "types": "index.d.ts" }`,
    "node_modules/@types/node/index.d.ts": "declare const answer: 42;",
    "node_modules/other/package.json": `{ "name": "other", "version": "1.0.0", "types": "index.d.ts" }`,
    // Without Node's types this is `any`, and no error, because packages are not checked.
    "node_modules/other/index.d.ts": "export declare const other: typeof answer;",
    "without.ts": "export const one: number = 1;",
    "with.ts": "export const one: 42 = answer;",
    "package.ts": `import { other } from "other"; export const one: string = other;`,
  });
  const loader = createLoader(cwd);
  const reads = (file: string) => {
    const { program, diagnostics } = loader.load([file]);
    const nodes = program.getSourceFiles().some(({ fileName }) => fileName.includes("@types/node"));
    return [nodes, ...diagnostics.map(({ code }) => code)];
  };
  expect(reads("without.ts")).toEqual([false]);
  expect(reads("with.ts")).toEqual([true]);
  expect(load({ cwd, files: ["package.ts"] }).diagnostics.map(({ code }) => code)).toEqual(["typescript-2322"]);
});
