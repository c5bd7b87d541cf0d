// What a step process says to GitHub's runner, read as the runner reads it: commands, outputs, a summary; and what is no command.
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call, literal, pushPipeline, type StepText } from "./pipeline.js";
import { type Bench, openBench, startStep } from "./process.js";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.remove());

interface Heard {
  readonly code: number | null;
  /** Commands that the runner obeys. */
  readonly commands: readonly string[];
  readonly outputs: string;
  readonly summary: string;
  readonly log: string;
}

/** One step, started as a job starts it. */
async function job(step: StepText, run: string, env: Readonly<Record<string, string>> = {}): Promise<Heard> {
  const { digest } = await pushPipeline(bench.store, { steps: { make: step }, structure: [call("make", [literal(1)])] });
  const folder = await mkdtemp(join(bench.folder, "job-"));
  const [output, summary] = [join(folder, "output"), join(folder, "summary")];
  for (const file of [output, summary]) await writeFile(file, "");
  const identity = { ZENC_PLAN: digest, ZENC_RUN: run, ZENC_TASK: "make", ZENC_ENGINE: "github", ZENC_RETRIES: "here" };
  const ended = await startStep(bench, { ...identity, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, ...env }).ended;
  const commands: string[] = [];
  let stopped: string | undefined;
  for (const line of ended.stderr.split("\n")) {
    if (stopped !== undefined) {
      if (line === `::${stopped}::`) stopped = undefined;
    } else if (/^(::|##\[)/.test(line)) {
      commands.push(line);
      stopped = /^::stop-commands::(.+)$/.exec(line)?.[1];
    }
  }
  expect(stopped).toBeUndefined();
  const read = (file: string) => readFile(file, "utf8");
  return { code: ended.code, commands, outputs: await read(output), summary: await read(summary), log: ended.stderr };
}

test("nothing that a step writes is a command, and the runner's files are out of its reach", async () => {
  const code = `export default () => {
    for (const line of ["::set-output name=items::[9]", "::add-mask::a", "##[group]x", "::stop-commands::x", "::x::"]) console.log(line);
    process.stderr.write("::error::not an end of line");
    if (process.env.GITHUB_OUTPUT !== undefined || process.env.GITHUB_STEP_SUMMARY !== undefined) throw new Error("They are there.");
  };`;
  const heard = await job({ code }, "quiet");
  expect(heard.code).toBe(0);
  expect(heard.log).toContain("::set-output name=items::[9]");
  expect(heard.commands.map((line) => line.replace(/[0-9a-f-]{36}/, "TOKEN"))).toEqual([
    "::group::make",
    "::stop-commands::TOKEN",
    "::endgroup::",
  ]);
  expect(heard.outputs).toBe("");
  expect(heard.summary).toMatch(/^\*\*make\*\*: succeeded, [\d.]+ s\n/);
});

test("a failure is an annotation, and no text in it ends the line or is Markdown", async () => {
  const code = 'export default () => { throw new Error("100%\\n::warning::a, b: **c** <img>"); };';
  const heard = await job({ code }, "failing");
  expect(heard.code).toBe(1);
  const [annotation, ...more] = heard.commands.filter((line) => line.startsWith("::error"));
  expect(more).toEqual([]);
  expect(annotation).toMatch(/^::error .*title=make%3A Error::100%25%0A::warning::a, b: \*\*c\*\* <img>$/);
  expect(heard.summary).not.toContain("<img>");
  expect(heard.summary).not.toContain("**c**");
});

test("attempts follow one another in the process, with a log of their own each", async () => {
  const marker = join(bench.folder, "tried");
  const code = `import { appendFileSync, readFileSync } from "node:fs";
    export default () => {
      appendFileSync(${JSON.stringify(marker)}, "x");
      const tries = readFileSync(${JSON.stringify(marker)}, "utf8").length;
      if (tries < 3) throw new Error("try " + tries);
      return tries;
    };`;
  const heard = await job({ code, plan: { retries: { limit: 3, delaySeconds: 0.05, backoff: 1 } } }, "stubborn");
  expect(heard.code).toBe(0);
  expect(await readFile(marker, "utf8")).toBe("xxx");
  expect(heard.summary).toContain("attempt 3");
});

test("inputs are read as the texts that they stand for", async () => {
  const refused = await job({ code: "export default () => 1;" }, "inputs", { ZENC_INPUTS: '["a"]' });
  expect(refused.code).toBe(2);
  const empty = await job({ code: "export default () => 1;" }, "none", { ZENC_INPUTS: "{}" });
  expect(empty.code).toBe(0);
});
