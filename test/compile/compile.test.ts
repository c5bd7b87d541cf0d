// The compiler as a whole: equal bytes for equal sources, findings of all phases together, and recompiling while watching.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compile, createCompiler } from "../../compiler/index.js";
import { codeOf, compiledProject, compileProject, limits, project, stack, writeFiles } from "../bundle/project.js";

const pipelineFile = `import { deployer, pipeline, step } from "zenc";
export const load = step(async ({ limit }: { limit: number }): Promise<number[]> => Array.from({ length: limit }, (_, n) => n));
export const train = step({ batch: 2 }, (value: number): { score: number; ok: boolean } => ({ score: value, ok: value > 1 }));
export const publish = deployer(async (score: number): Promise<void> => console.log(score));
export const training = pipeline({ tags: ["b", "a"] }, async ({ limit = 3, go = true }: { limit?: number; go?: boolean }) => {
  const rows = await load({ limit });
  const models = await Promise.all(rows.map((row) => train(row)));
  const best = models.map((model) => model.score).sort((a, b) => b - a)[0] ?? 0;
  if (go) await publish(best);
  return { best, count: rows.length };
});
`;

describe("compile", () => {
  it("gives equal bytes for equal sources, in any process state", async () => {
    const folder = project({ "pipeline.ts": pipelineFile });
    const first = await compiledProject(folder);
    const second = await compiledProject(folder);
    expect(second.text).toBe(first.text);
    expect(second.code.map(({ digest, text }) => [digest, text])).toEqual(first.code.map(({ digest, text }) => [digest, text]));
    expect(second.source).toEqual(first.source);
    expect(first.text).not.toContain(folder);
    expect(first.text).not.toContain("pipeline.ts");
    for (const object of first.code) expect(object.text).not.toContain(folder);
  });

  it("names in the plan every module that it gives, and gives every module that it names", async () => {
    const { plan, code } = await compiledProject(project({ "pipeline.ts": pipelineFile }));
    const named = [
      ...Object.values(plan.steps).flatMap((step) => [step.code, step.validator]),
      plan.glue,
      plan.parameters.validator,
    ].filter((digest) => digest !== null);
    expect(new Set(code.map((object) => object.digest))).toEqual(new Set(named));
    expect(plan.wiring.fanOuts).toMatchObject([{ id: "map_1", source: "load", batch: 2 }]);
  });

  it("finds in one go what several phases have to say, and then gives no plan", async () => {
    const folder = project({
      "pipeline.ts": `import { pipeline, step } from "zenc";
export const now = step({ batch: 3, retries: -1 }, (): number => 1);
export const first = pipeline(async () => (await now()) + Date.now());
export const second = pipeline(async () => 1);`,
    });
    const { diagnostics, pipelines } = await compileProject(folder);
    expect(pipelines).toEqual([]);
    expect(new Set(diagnostics.map((diagnostic) => diagnostic.span?.start.line))).toEqual(new Set([2, 3]));
  });

  it("compiles only the pipeline that is asked for, by its const or its name", async () => {
    const folder = project({
      "pipeline.ts": `import { pipeline, step } from "zenc";
export const one = step((): number => 1);
export const first = pipeline("uno", async () => await one());
export const second = pipeline(async () => await one());`,
    });
    const names = async (pipeline: string) =>
      (await compile({ cwd: folder, files: ["pipeline.ts"], stack, limits, pipeline })).pipelines.map(
        ({ plan }) => plan.pipeline,
      );
    expect(await names("first")).toEqual(["uno"]);
    expect(await names("uno")).toEqual(["uno"]);
    expect(await names("second")).toEqual(["second"]);
    expect(await names("third")).toEqual([]);
  });
});

describe("createCompiler", () => {
  it("sees each change, also after an error, and gives what a fresh compile gives", async () => {
    const folder = project({ "pipeline.ts": pipelineFile });
    const request = { cwd: folder, files: ["pipeline.ts"], stack, limits };
    const compiler = createCompiler(folder);
    try {
      const before = (await compiler.compile(request)).pipelines[0];
      writeFiles(folder, { "pipeline.ts": pipelineFile.replace("value > 1", "value > ") });
      expect((await compiler.compile(request)).pipelines).toEqual([]);
      writeFiles(folder, {
        "pipeline.ts": pipelineFile
          .replace("value > 1", "value > least")
          .replace("import", 'import { least } from "./least.js";\nimport'),
        "least.ts": "export const least = 2;\n",
      });
      const { pipelines, inputs } = await compiler.compile(request);
      expect(pipelines[0]?.text).toBe((await compiledProject(folder)).text);
      expect(inputs).toContain(join(folder, "least.ts"));
      if (!before || !pipelines[0]) throw new Error("no pipeline");
      const changed = Object.entries(codeOf(pipelines[0])).filter(([name, digest]) => codeOf(before)[name] !== digest);
      expect(changed.map(([name]) => name)).toEqual(["train"]);
    } finally {
      await compiler.dispose();
    }
  });
});
