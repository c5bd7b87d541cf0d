// The plugin, in the real TypeScript server: what it shows, while nothing is saved, and that it breaks nothing.
import { readFileSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EditorProject, editorProject } from "./project.js";
import type { Sent } from "./tsserver.js";

const steps = `import { step } from "zenc";
export const score = step((value: number): number => value * 2);
export const publish = step({ retries: 2 }, (value: number): void => void value);
`;
const pipeline = `import { pipeline } from "zenc";
import { stamp } from "./helpers.ts";
import { publish, score } from "./steps.ts";
export const demo = pipeline("demo", async ({ limit = 1 }: { limit?: number }) => {
  await publish(stamp(limit));
  return await score(limit);
});
`;
const helpers = "export const stamp = (value: number): number => value + 1;\n";

let project: EditorProject;
beforeAll(() => {
  project = editorProject({
    "pipeline.ts": pipeline,
    "steps.ts": steps,
    "helpers.ts": helpers,
    "other.ts": "export const a = 1;\n",
  });
});
afterAll(() => project.remove());

const own = (sent: readonly Sent[]) => sent.filter(({ source }) => source === "zenc");
const codesIn = (sent: readonly Sent[]) => own(sent).map(({ text }) => /\[([a-z-]+)\]/.exec(text)?.[1]);

describe.sequential("while typing", () => {
  test("a correct pipeline has nothing to show", async () => {
    await project.server.open(project.path("pipeline.ts"));
    expect(await project.server.diagnostics(project.path("pipeline.ts"))).toEqual([]);
  });

  test("an error appears with its place, code and help, and goes away again; nothing is saved", async () => {
    const file = project.path("pipeline.ts");
    await project.server.edit(file, "score(limit)", "score(Math.random())");
    expect(await project.server.diagnostics(file)).toEqual([
      {
        source: "zenc",
        code: 100001,
        category: "error",
        start: { line: 6, offset: 22 },
        end: { line: 6, offset: 33 },
        text: 'An expression must give the same value every time it is evaluated, and "Math.random" is not known to. [call-impure]\nMove this into a step.',
        relatedInformation: [],
      },
    ]);
    await project.server.edit(file, "Math.random()", "limit");
    expect(await project.server.diagnostics(file)).toEqual([]);
    expect(readFileSync(file, "utf8")).toBe(pipeline);
  });

  test("what is wrong in another open file is seen from here, with the place there", async () => {
    const file = project.path("helpers.ts");
    await project.server.open(file);
    await project.server.edit(file, "value + 1", "value + Date.now()");
    const [sent] = own(await project.server.diagnostics(project.path("pipeline.ts")));
    expect(sent?.text).toContain("[helper-impure]");
    expect(sent?.relatedInformation).toMatchObject([{ message: '"Date.now" is not pure', span: { file, start: { line: 1 } } }]);
    await project.server.edit(file, "Date.now()", "1");
    expect(await project.server.diagnostics(project.path("pipeline.ts"))).toEqual([]);
  });

  test("a file of steps is checked through the pipeline that uses it", async () => {
    const file = project.path("steps.ts");
    await project.server.open(file);
    expect(await project.server.diagnostics(file)).toEqual([]);
    await project.server.edit(file, "retries: 2", "retries: -1");
    expect(codesIn(await project.server.diagnostics(file))).toEqual(["option-invalid"]);
    await project.server.edit(file, "retries: -1", "retries: 2");
    expect(await project.server.diagnostics(file)).toEqual([]);
  });

  test("TypeScript's own errors are shown once, and a file that does not parse is no trouble", async () => {
    const file = project.path("pipeline.ts");
    await project.server.edit(file, "score(limit)", 'score("one")');
    expect((await project.server.diagnostics(file)).map(({ code, source }) => [code, source])).toEqual([[2345, undefined]]);
    await project.server.edit(file, 'score("one")', "score((((");
    expect(own(await project.server.diagnostics(file))).toEqual([]);
    await project.server.edit(file, "score((((", "score(Math.random()");
    expect(codesIn(await project.server.diagnostics(file))).toEqual([]);
    await project.server.edit(file, "score(Math.random()", "score(Math.random())");
    expect(codesIn(await project.server.diagnostics(file))).toEqual(["call-impure"]);
    await project.server.edit(file, "Math.random()", "limit");
  });

  test("a file that was missing is seen when it is there", async () => {
    const file = project.path("late.ts");
    project.write({ "late.ts": pipeline.replaceAll("./helpers.ts", "./new.ts").replaceAll("demo", "late") });
    await project.server.open(file);
    expect((await project.server.diagnostics(file)).map(({ code }) => code)).toEqual([2307]);
    project.write({ "new.ts": helpers.replace("value + 1", "value + Date.now()") });
    await project.server.open(project.path("new.ts"));
    expect(codesIn(await project.server.diagnostics(file))).toEqual(["helper-impure"]);
    rmSync(file);
  });

  test("files without pipelines get TypeScript's answers, and zenc's fixes are offered beside the others", async () => {
    expect(await project.server.diagnostics(project.path("other.ts"))).toEqual([]);
    const fixable = await project.server.ask("getSupportedCodeFixes", { file: project.path("pipeline.ts") });
    expect(fixable).toContain("100001");
    expect(fixable).toContain("2307");
  });
});

test("a plugin that fails says so in the server's log, and TypeScript's answers stay", async () => {
  const broken = editorProject(
    { "pipeline.ts": pipeline, "steps.ts": steps, "helpers.ts": helpers },
    { incomplete: true, log: true },
  );
  const file = broken.path("pipeline.ts");
  try {
    await broken.server.open(file);
    await broken.server.edit(file, "score(limit)", 'score(Math.random() + "one")');
    const sent = await broken.server.diagnostics(file);
    expect(sent.map(({ code, source }) => [code, source])).toEqual([[2345, undefined]]);
    expect(await broken.server.diagnostics(file)).toEqual(sent);
    const fixes = { file, startLine: 6, startOffset: 22, endLine: 6, endOffset: 22, errorCodes: [100001] };
    expect(await broken.server.ask("getCodeFixes", fixes)).toEqual([]);
    const log = readFileSync(broken.path("server.log"), "utf8");
    expect(log).toContain("zenc: diagnostics: Error: Cannot find module '@ts-morph/common'");
    expect(log).toContain("zenc: fixes: Error: Cannot find module '@ts-morph/common'");
  } finally {
    await broken.remove();
  }
});
