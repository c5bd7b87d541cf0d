// The whole way as a user goes it: `zenc compile --push --runtime`, and an Airflow whose worker has Node and these two files.
import { execFile } from "node:child_process";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openStore } from "../../runtime/stores/index.js";
import { observe } from "../conformance/observed.js";
import { makeGround, root } from "../conformance/shape.js";
import { type Driver, startDriver } from "./airflow/driver.js";
import { installAirflow } from "./airflow/install.js";

let driver: Driver;
beforeAll(async () => {
  driver = await startDriver(await installAirflow());
});
afterAll(() => driver?.close());

test("the emitted file runs with zenc-step beside it, and leaves what `zenc show` reads", async () => {
  const ground = await makeGround();
  onTestFinished(ground.close);
  const { store, emitted: dags } = await ground.place();
  const project = join(dirname(dags), "project");
  await mkdir(project);
  for (const file of ["pipeline.ts", "tsconfig.json", "package.json"])
    await cp(join(root, "examples/hello", file), join(project, file));
  const airflow = "airflow: { runtime: beside }";
  await writeFile(join(project, "zenc.yaml"), `stacks:\n  production: { target: airflow, store: ${store}, ${airflow} }\n`);
  const zenc = (...args: string[]) =>
    promisify(execFile)(process.execPath, [join(root, "dist/cli/zenc.js"), ...args], { cwd: project });

  await zenc("compile", "pipeline.ts", "--stack", "production", "--out", dags, "--push", "--runtime");
  const run = await driver.run({ file: join(dags, "hello.py"), params: { name: "Ada" }, environment: { ZENC_STEP: "/nowhere" } });
  expect([run.error, run.state]).toEqual([undefined, "success"]);

  const observed = await observe(await openStore(store), "hello", run.run_id);
  expect(observed.status).toBe("succeeded");
  expect(observed.result).toContain('"HELLO, ADA!"');
  const { stdout } = await zenc("show", run.run_id, "--stack", "production");
  expect(stdout).toContain("HELLO, ADA!");
});
