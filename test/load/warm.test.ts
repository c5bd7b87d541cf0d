// The law of loading again: whatever changes on the disk, a loader that has loaded before says what a new one says.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { createLoader, type Loaded, load } from "../../compiler/load/index.js";
import { writeProject } from "../define/project.js";

const files: Readonly<Record<string, string>> = {
  "tsconfig.json": `{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022", "lib": ["es2023"] }, "include": ["**/*"] }`,
  "package.json": `{ "type": "module" }`,
  "package-lock.json": "{}",
  "pipeline.ts": `import { middle } from "./middle.js";\nimport { version } from "tool";\nexport const value: number = middle + version;\n`,
  "middle.ts": `export { far as middle } from "./far.js";\nexport const seen: number = limit;\n`,
  "far.ts": "export const far = 1;\n",
  "alone.ts": `import "./pipeline.js";\nexport const alone: number = 1;\n`,
  "types/globals.d.ts": "declare const limit: number;\n",
  "node_modules/tool/package.json": `{ "name": "tool", "version": "1.0.0", "types": "index.d.ts" }`,
  "node_modules/tool/index.d.ts": "export declare const version: number;\n",
};

interface Change {
  readonly what: string;
  readonly write?: Readonly<Record<string, string>>;
  readonly remove?: readonly string[];
  /** Whether there are errors afterwards, so that a change that does nothing is noticed. */
  readonly fails: boolean;
}
const changes: readonly Change[] = [
  { what: "nothing", fails: false },
  {
    what: "a file with an error of its own",
    write: { "pipeline.ts": `${files["pipeline.ts"]}export const no: string = 1;\n` },
    fails: true,
  },
  { what: "the error is gone", write: { "pipeline.ts": files["pipeline.ts"] ?? "" }, fails: false },
  { what: "a file that another imports through a third", write: { "far.ts": 'export const far = "one";\n' }, fails: true },
  { what: "it, and one that has nothing to do with it", write: { "alone.ts": "export const alone: number = 2;\n" }, fails: true },
  { what: "it is as it was", write: { "far.ts": "export const far = 1;\n" }, fails: false },
  { what: "a declaration for all", write: { "types/globals.d.ts": "declare const limit: string;\n" }, fails: true },
  { what: "the declaration is right again", write: { "types/globals.d.ts": "declare const limit: number;\n" }, fails: false },
  {
    what: "a module that changes the global scope",
    write: { "far.ts": "declare global { interface Array<T> { extra: T } }\nexport const far = [1].extra;\n" },
    fails: false,
  },
  { what: "the global scope is as it was", write: { "far.ts": "export const far = [1].extra;\n" }, fails: true },
  { what: "a file is gone", remove: ["far.ts"], fails: true },
  { what: "it is there again", write: { "far.ts": "export const far = 1;\n" }, fails: false },
  {
    what: "stricter options",
    write: {
      "tsconfig.json": (files["tsconfig.json"] ?? "").replace('"strict": true', '"strict": true, "noUnusedLocals": true'),
      "alone.ts": "const unused = 1;\nexport {};\n",
    },
    fails: true,
  },
  { what: "the options are as they were", write: { "tsconfig.json": files["tsconfig.json"] ?? "" }, fails: false },
  {
    what: "another version of a package",
    write: { "node_modules/tool/index.d.ts": "export declare const version: Date;\n", "package-lock.json": `{ "version": 2 }` },
    fails: true,
  },
  {
    what: "a package that brings its types elsewhere",
    write: {
      "node_modules/tool/package.json": `{ "name": "tool", "version": "3.0.0", "types": "new.d.ts" }`,
      "node_modules/tool/new.d.ts": "export declare const version: 3;\n",
      "package-lock.json": `{ "version": 30 }`,
    },
    fails: false,
  },
  { what: "a package is gone", remove: ["node_modules/tool"], write: { "package-lock.json": `{ "version": 400 }` }, fails: true },
];

const roots = ["pipeline.ts", "alone.ts"];
const said = ({ diagnostics, inputs }: Loaded) => ({ diagnostics, inputs: [...inputs].sort() });

test("a warm loader says what a new one says, change after change", () => {
  const cwd = writeProject(files);
  const loader = createLoader(cwd);
  loader.load(roots);
  for (const { what, write = {}, remove = [], fails } of changes) {
    for (const name of remove) rmSync(join(cwd, name), { recursive: true });
    for (const [name, text] of Object.entries(write)) {
      mkdirSync(dirname(join(cwd, name)), { recursive: true });
      writeFileSync(join(cwd, name), text);
    }
    const warm = loader.load(roots);
    expect({ what, ...said(warm) }).toEqual({ what, ...said(load({ cwd, files: roots })) });
    expect({ what, fails: warm.diagnostics.length > 0 }).toEqual({ what, fails });
  }
});

test("the errors of a file that no change reaches stay", () => {
  const cwd = writeProject(files);
  const loader = createLoader(cwd);
  const errorsOf = () => loader.load(roots).diagnostics.filter(({ span }) => span?.file === "far.ts");
  writeFileSync(join(cwd, "far.ts"), "export const far: number = 'one';\n");
  const first = errorsOf();
  writeFileSync(join(cwd, "pipeline.ts"), `${files["pipeline.ts"]}export const other = 1;\n`);
  expect(first).toHaveLength(1);
  expect(errorsOf()).toEqual(first);
});

test("what an editor holds goes above the disk, also where the disk has nothing", () => {
  const cwd = writeProject(files);
  const open = new Map<string, string>();
  const loader = createLoader(cwd, { textOf: (path) => open.get(path) });
  expect(loader.load(roots).diagnostics).toEqual([]);
  open.set(join(cwd, "far.ts"), 'export const far = "one";\n');
  expect(loader.load(roots).diagnostics.map(({ code }) => code)).toEqual(["typescript-2322"]);
  open.set(join(cwd, "far.ts"), 'export { far } from "./unsaved.js";\n');
  expect(loader.load(roots).diagnostics.map(({ code }) => code)).toEqual(["typescript-2307"]);
  open.set(join(cwd, "unsaved.ts"), "export const far = 1;\n");
  expect(loader.load(roots).diagnostics).toEqual([]);
  open.clear();
  expect(loader.load(roots).diagnostics).toEqual([]);
});
