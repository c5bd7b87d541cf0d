// The author's materializers in a step process: out of the step's own module, or out of the store where it does not hold them.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AttemptRecord, type Codec, type Digest, digestOf, keys } from "../../runtime/contract/index.js";
import { call, glue, pushPipeline, ref } from "./pipeline.js";
import { type Bench, openBench, runStep } from "./process.js";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.remove());

async function push(text: string): Promise<Digest> {
  const digest = digestOf(text);
  await bench.store.put(keys.code(digest), Buffer.from(text));
  return digest;
}
const fileText = `import { readFile, writeFile } from "node:fs/promises";
export default { write: (value, file) => writeFile(file, value.join("\\n")), read: async (file) => (await readFile(file, "utf8")).split("\\n") };`;
const outputOf = (code: Digest, data = false): Codec => ({
  kind: "leaf",
  materializer: "own",
  own: { name: "lines", code, ...(data ? { data } : {}) },
});
async function recordOf(run: string, node: string, attempt = 1): Promise<AttemptRecord> {
  const bytes = await bench.store.get(keys.attempt("trial", run, node, [], attempt));
  return JSON.parse(Buffer.from(bytes ?? []).toString());
}
async function ran(run: string, output: Codec, take: string, more: { readonly glue?: string; readonly make?: string } = {}) {
  const { digest } = await pushPipeline(bench.store, {
    steps: {
      make: { code: more.make ?? 'export default () => ["a", "b"];', plan: { output } },
      take: { code: take },
    },
    ...(more.glue ? { glue: more.glue } : {}),
    structure: [call("make", []), call("take", [more.glue ? glue("made", ["make"]) : ref("make")])],
  });
  const [made, taken] = [await runStep(bench, digest, run, "make"), await runStep(bench, digest, run, "take")];
  return { made, taken };
}
const take = "export default (lines: unknown) => lines;";

test("a value is written and read with the module that its codec and its artifact name", async () => {
  const code = await push(fileText);
  await ran("stored", outputOf(code), take);
  const bytes = Buffer.from("a\nb");
  expect((await recordOf("stored", "make")).output).toEqual({
    kind: "object",
    materializer: "own",
    own: { name: "lines", code },
    digest: digestOf(bytes),
    bytes: 3,
  });
  expect((await recordOf("stored", "take")).output).toMatchObject({ inline: '["a","b"]' });
});

test("the step's own module goes first", async () => {
  const code = await push(fileText);
  const own = `${take}\nexport const materializers = [["${code}", { write() {}, read: () => "its own" }]];`;
  await ran("own", outputOf(code), own);
  expect((await recordOf("own", "take")).output).toMatchObject({ inline: '"its own"' });
});

test("data is read for glue", async () => {
  const code = await push(fileText);
  await ran("data", outputOf(code, true), take, {
    glue: 'export const made = (lines: string[]) => lines.toReversed().join("");',
  });
  expect((await recordOf("data", "take")).output).toMatchObject({ inline: '"ba"' });
});

test("what it throws is the step's failure; a module that the store lacks is fatal", async () => {
  const failing = await push('export default { write() { throw new RangeError("no space left"); }, read() {} };');
  const { made } = await ran("failing", outputOf(failing), take);
  expect(made.code).toBe(1);
  expect((await recordOf("failing", "make")).error).toMatchObject({
    cause: "step",
    name: "RangeError",
    message: "no space left",
  });
  const lacking = digestOf("nobody pushed this");
  const { made: lacks } = await ran("lacking", outputOf(lacking), take);
  expect(lacks.publications.fatal ?? lacks.stderr).toContain(`has no code ${lacking}`);
});
