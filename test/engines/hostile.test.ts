// biome-ignore-all lint/suspicious/noTemplateCurlyInString: other engines read them
// Hostile text wherever a user may write some, through a real Airflow and back.
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JsonObject } from "../../runtime/contract/index.js";
import { type Driver, startDriver } from "./airflow/driver.js";
import { installAirflow } from "./airflow/install.js";
import { runAirflow, runLocal, runPlain, type Shape } from "./shape.js";

let driver: Driver;
beforeAll(async () => {
  driver = await startDriver(await installAirflow());
});
afterAll(() => driver?.close());

const file = fileURLToPath(new URL("./more/hostile/pipeline.ts", import.meta.url));
const options = { owner: "{{ owner }} \"' 🐧", tags: ["{{ stack }}'\""] };
const shape: Shape = { name: "hostile", file, modules: [file], cases: {}, options, tfjs: false };
const long = (text: string) => text.repeat(Math.ceil(100_000 / text.length));

const cases: Readonly<Record<string, JsonObject>> = {
  defaults: {},
  "quotes and braces": { text: "\"'\\`{{ x }}{% y %}{# z #}${{ w }}{{{ v }}}" },
  "control characters": { text: "\0\u0001\n\r\n\t\x1b\x7f\x85\u2028\u2029\ufeff\u202e" },
  shell: { text: "$(touch /tmp/x) `id` ; | & > < $HOME %s !! ~ *.sh" },
  "another choice": { choice: "🐧\n" },
  "100 kB": { text: long("x") },
};

test.each(Object.entries(cases))("%s", async (_, params) => {
  const [{ compiled, observed }, local] = await Promise.all([runAirflow(shape, params, driver), runLocal(shape, params)]);
  const plain = await runPlain(shape, compiled, params);
  expect(observed).toEqual(local);
  expect(observed).toMatchObject({ status: "succeeded", result: plain.result });
});
