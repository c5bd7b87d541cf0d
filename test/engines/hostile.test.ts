// biome-ignore-all lint/suspicious/noTemplateCurlyInString: other engines read them
// Hostile text wherever a user may write some, through every engine and back.
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JsonObject } from "../../runtime/contract/index.js";
import type { Engine } from "../conformance/engine.js";
import { engines } from "../conformance/engines.js";
import { type Bench, openBench } from "../conformance/proof.js";
import { readShape, type Shape } from "../conformance/shape.js";

const options = { owner: "{{ owner }} \"' 🐧", tags: ["{{ stack }}'\""] };
const hostile = readShape(fileURLToPath(new URL("./more/hostile", import.meta.url)), "hostile");
const cases: Readonly<Record<string, JsonObject>> = {
  defaults: {},
  "quotes and braces": { text: "\"'\\`{{ x }}{% y %}{# z #}${{ w }}{{{ v }}}" },
  "control characters": { text: "\0\u0001\n\r\n\t\x1b\x7f\x85\u2028\u2029\ufeff\u202e" },
  shell: { text: "$(touch /tmp/x) `id` ; | & > < $HOME %s !! ~ *.sh" },
  "another choice": { choice: "🐧\n" },
  "as much as GitHub takes": { text: "x".repeat(65_000) },
};
const long = { text: "x".repeat(100_000) };

const shape: Shape = { ...hostile, cases, options: { airflow: options } };

let bench: Bench;
beforeAll(async () => {
  bench = await openBench([shape], engines);
});
afterAll(() => bench?.close());

test.each(Object.entries(cases))("%s", (_, params) => alike(params, engines));

test("100 kB, which GitHub does not take", async () => {
  const [github, ...others] = [...engines].sort((a, b) => Number(b.name === "github") - Number(a.name === "github"));
  await alike(long, others);
  await expect(bench.run(github as Engine, shape, long)).rejects.toThrow("GitHub takes 65535");
});

async function alike(params: JsonObject, on: readonly Engine[]): Promise<void> {
  const runs = await Promise.all(on.map((engine) => bench.run(engine, shape, params)));
  const { result } = await bench.plain(shape, params);
  for (const { observed } of runs) expect(observed).toEqual(runs[0]?.observed);
  expect(runs[0]?.observed).toMatchObject({ status: "succeeded", result });
}
