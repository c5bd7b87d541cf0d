// What `check` and `compile --check` tell CI: annotations and SARIF, with files by their path from the root of the repository.
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderGithub } from "../../compiler/diagnostics/index.js";
import { bin, createProject, type Project } from "./zenc.js";

const good = `import { pipeline, step } from "zenc";
export const one = step((): number => 1);
export const first = pipeline("first", async () => await one());
`;
let project: Project;
beforeAll(async () => {
  project = await createProject({
    "ml/pipeline.ts": good,
    "ml/package.json": '{ "type": "module" }',
    "ml/zenc.yaml": "stacks:\n  production: { target: airflow, store: /data/zenc }\n",
  });
  await mkdir(join(project.folder, ".git"));
});
afterAll(() => project.remove());

const sarif = "reports/zenc.sarif";
/** In the folder `ml` of the repository. */
async function zenc(...words: string[]) {
  const cwd = join(project.folder, "ml");
  const environment = { ...process.env, ZENC_CACHE_DIR: join(project.folder, ".cache") };
  const ended = await promisify(execFile)(process.execPath, [bin, ...words], { cwd, env: environment }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }) => ({ code, stdout }),
  );
  const text = await readFile(join(cwd, sarif), "utf8").catch(() => null);
  await rm(join(cwd, "reports"), { recursive: true, force: true });
  const commands = (ended.stdout as string).split("\n").filter((line) => line.startsWith("::"));
  return { code: ended.code as number, commands, results: text === null ? null : resultsIn(text) };
}
interface Result {
  readonly ruleId: string;
  readonly locations: readonly [
    {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string };
        readonly region: { readonly startLine: number };
      };
    },
  ];
}
const resultsIn = (text: string): readonly string[] =>
  (JSON.parse(text).runs[0].results as Result[]).map(({ ruleId, locations: [{ physicalLocation: place }] }) => {
    return `${ruleId} ${place.artifactLocation.uri}:${place.region.startLine}`;
  });
const check = (...words: string[]) => zenc("check", "pipeline.ts", "--no-graph", ...words);
const compile = (...words: string[]) =>
  zenc("compile", "pipeline.ts", "--out", "dags", "--check", "--format", "github", "--sarif", sarif, ...words);

test("a file without problems: no annotation, a SARIF file each time", async () => {
  const clean = { code: 0, commands: [], results: [] };
  for (let time = 0; time < 2; time++) expect(await check("--format", "github", "--sarif", sarif)).toEqual(clean);
  expect(await check()).toEqual({ code: 0, commands: [], results: null });
});

test("an error stands at its line, also where other formats are asked for", async () => {
  await project.write({ "ml/pipeline.ts": good.replace("=> 1", '=> "1"') });
  const { code, commands, results } = await check("--format", "github", "--sarif", sarif);
  expect(code).toBe(2);
  expect(commands).toEqual([
    expect.stringMatching(
      /^::error file=ml\/pipeline\.ts,line=2,endLine=2,col=\d+,endColumn=\d+,title=zenc%3A typescript-2322::/,
    ),
  ]);
  expect(results).toEqual(["typescript-2322 ml/pipeline.ts:2"]);
  expect((await check("--format", "json", "--sarif", sarif)).results).toEqual(results);
  expect((await compile()).results).toEqual(results);
  await project.write({ "ml/pipeline.ts": good });
});

test("so does one of zenc.yaml", async () => {
  const text = await readFile(join(project.folder, "ml/zenc.yaml"), "utf8");
  await project.write({ "ml/zenc.yaml": text.replace("airflow", "airflo") });
  const { code, results } = await compile();
  expect([code, results]).toEqual([2, ["stack-invalid ml/zenc.yaml:2"]]);
  await project.write({ "ml/zenc.yaml": text });
});

test("compile --check: missing, out of date, stale, and zenc-step.mjs", async () => {
  expect(await compile("--runtime")).toMatchObject({
    code: 1,
    results: ["file-not-compiled ml/pipeline.ts:3", "file-not-compiled ml/pipeline.ts:1"],
  });
  await zenc("compile", "pipeline.ts", "--out", "dags", "--runtime");
  expect(await compile("--runtime")).toEqual({ code: 0, commands: [], results: [] });
  const dag = join(project.folder, "ml/dags/first.py");
  const text = await readFile(dag, "utf8");
  const lines = text.split("\n");
  await writeFile(dag, [...lines.slice(0, 5), "# by hand", ...lines.slice(5)].join("\n"));
  await writeFile(join(project.folder, "ml/dags/old.py"), text);
  await writeFile(join(project.folder, "ml/dags/zenc-step.mjs"), "// another");
  const { code, commands, results } = await compile("--runtime");
  expect(code).toBe(1);
  expect(results).toEqual([
    "file-out-of-date ml/dags/first.py:6",
    "file-stale ml/dags/old.py:1",
    "file-out-of-date ml/dags/zenc-step.mjs:1",
  ]);
  expect(commands).toHaveLength(3);
});

test("a target that writes into a folder of the repository finds nothing stale beside it", async () => {
  const words = ["compile", "pipeline.ts", "--target", "github", "--store", "s3://bucket/zenc", "--out", "."];
  await writeFile(join(project.folder, "ml/zenc.yaml"), "stacks:\n  hub: { target: github, store: s3://bucket/zenc }\n");
  await zenc(...words);
  expect((await zenc(...words, "--check", "--format", "github", "--sarif", sarif)).results).toEqual([]);
  await writeFile(join(project.folder, "ml/.github/workflows/old.yml"), "# Generated by zenc\n");
  const { results } = await zenc(...words, "--check", "--format", "github", "--sarif", sarif);
  expect(results).toEqual(["file-stale ml/.github/workflows/old.yml:1"]);
});

test("no text of a diagnostic ends its command or begins another", () => {
  const position = { offset: 0, line: 1, column: 2 };
  const span = { file: "a,b:c%.ts", start: position, end: { ...position, line: 2 } };
  const hostile = { code: "a", severity: "error", message: "100%\n::stop-commands::x\r", span, related: [], help: "h" } as const;
  expect(renderGithub([hostile])).toBe(
    "::error file=a%2Cb%3Ac%25.ts,line=1,endLine=2,col=2,title=zenc%3A a::100%25%0A::stop-commands::x%0D%0Ah\n",
  );
});
