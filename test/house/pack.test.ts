// The package that users install: what is in it, how big it is, and that it works in an empty project.
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer } from "../editor/tsserver.js";
import { output } from "./command.js";
import { type Packed, pack, sizeOf } from "./packed.js";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const MB = 1e6;
let packed: Packed;
let installed = "";

beforeAll(async () => {
  packed = await pack();
  installed = join(packed.folder, "installed");
  await mkdir(installed);
  await writeFile(join(installed, "package.json"), '{ "name": "empty", "private": true, "type": "module" }\n');
  await npmInstall(installed, packed.tarball);
}, 300_000);
// Packing may have failed.
afterAll(() => rm(packed?.folder ?? "", { recursive: true, force: true }));

const npmInstall = (cwd: string, ...what: string[]) => output("npm", ["install", "--no-audit", "--no-fund", ...what], { cwd });
/** The `zenc` that npm put into a project. */
const zenc = (cwd: string, ...args: string[]) => output(join(installed, "node_modules/.bin/zenc"), args, { cwd });

describe("the files", () => {
  test("are what a user needs, and no source or test of ours", () => {
    const unexpected = packed.files
      .map(({ path }) => path)
      .filter(
        (path) => !/^(dist|schema|templates|typescript-plugin)\/|^(README|CHANGELOG)\.md$|^LICENSE$|^package\.json$/.test(path),
      )
      .concat(
        packed.files.map(({ path }) => path).filter((path) => /^dist\/.*(\.test\.|\.tsbuildinfo$|(?<!\.d)\.ts$)/.test(path)),
      );
    expect(unexpected).toEqual([]);
  });

  test("hold everything that package.json names", async () => {
    const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const exported = Object.values<string | Record<string, string>>(manifest.exports).flatMap((target) =>
      typeof target === "string" ? [target] : Object.values(target),
    );
    const named = [...Object.values<string>(manifest.bin), ...exported].map((path) => path.replace("./", ""));
    const paths = new Set(packed.files.map(({ path }) => path));
    expect(named.filter((path) => !paths.has(path))).toEqual([]);
  });

  test("hold both templates, with their data and without what is emitted", () => {
    const templates = packed.files.map(({ path }) => path).filter((path) => path.startsWith("templates/"));
    expect(templates).toContain("templates/hello/gitignore");
    expect(templates).toContain("templates/penguins/data/penguins.json");
    expect(templates.filter((path) => /dags|node_modules|\.zenc\//.test(path))).toEqual([]);
  });
});

describe("the size", () => {
  test("of an installation stays under 120 MB", async () => {
    expect(await sizeOf(join(installed, "node_modules"))).toBeLessThan(120 * MB);
  });

  test("of what a step process needs is one file of at most 1.5 MB", async () => {
    const files = packed.files.filter(({ path }) => path === "dist/step/zenc-step.mjs");
    expect(files).toHaveLength(1);
    expect(files[0]?.size).toBeLessThanOrEqual(1.5 * MB);
  });
});

describe("in an empty project", () => {
  test("every sub-path can be imported", async () => {
    const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    for (const path of Object.keys(manifest.exports).filter((name) => !name.endsWith(".json"))) {
      const script = `console.log(Object.keys(await import(${JSON.stringify(`zenc${path.slice(1)}`)})).length > 0)`;
      expect([path, await output(process.execPath, ["--input-type=module", "-e", script], { cwd: installed })]).toEqual([
        path,
        "true\n",
      ]);
    }
  });

  test("the hello example compiles and runs with the installed commands", async () => {
    for (const file of ["pipeline.ts", "zenc.yaml", "tsconfig.json"])
      await cp(join(root, "templates/hello", file), join(installed, file));
    const document = JSON.parse(await zenc(installed, "run", "pipeline.ts", "--format", "json"));
    expect(document.result).toEqual({ loud: "HELLO, WORLD!", letters: { h: 1, e: 1, l: 3, o: 2, w: 1, r: 1, d: 1 } });
    await zenc(installed, "compile", "pipeline.ts", "--stack", "production", "--out", "dags", "--runtime");
    expect((await readdir(join(installed, "dags"))).sort()).toEqual(["hello.py", "zenc-step.mjs"]);
  });
});

/** The project's own TypeScript, as an editor starts it: nothing is said about plugins but in tsconfig.json. */
async function expectEditorHelp(project: string, result: string): Promise<void> {
  const server = startServer(join(project, "node_modules/typescript/lib/tsserver.js"), project, []);
  const file = join(project, "pipeline.ts");
  try {
    await server.open(file);
    expect(await server.diagnostics(file)).toEqual([]);
    await server.edit(file, result, `Math.random();\n  ${result}`);
    expect((await server.diagnostics(file)).map(({ source, text }) => [source, text])).toEqual([
      ["zenc", expect.stringContaining("[call-impure]")],
    ]);
  } finally {
    await server.stop();
  }
}

describe("zenc init, from the package", () => {
  test.for(["hello", "penguins"])(
    "%s: checks, passes its tests, runs and compiles at once",
    { timeout: 300_000 },
    async (template) => {
      const project = join(packed.folder, `my-${template}`);
      await zenc(packed.folder, "init", `my-${template}`, "--template", template);
      await npmInstall(project, packed.tarball);
      await output("npm", ["run", "check"], { cwd: project });
      await output("npm", ["test"], { cwd: project });
      await output("npm", ["run", "compile"], { cwd: project });
      const own = join(project, "node_modules/.bin/zenc");
      const document = JSON.parse(await output(own, ["run", "pipeline.ts", "--format", "json"], { cwd: project }));
      expect(document.status).toBe("succeeded");
      expect(await readFile(join(project, "dags", `${template}.py`), "utf8")).toContain("BashOperator");
      await expectEditorHelp(project, template === "hello" ? "return { loud" : "return { accuracy");
    },
  );
});
