// What ruff says of emitted files: nothing that Airflow 3 has moved or removed, nothing unused, and the layout is ruff's own.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { airflowTarget } from "../../targets/airflow/target.js";
import { installAirflow, run } from "./airflow/install.js";
import { compileShape, readShapes, workplace, writeDag } from "./shape.js";

const rules = "AIR,F,E4,E7,E9,I,B";

test("is clean on the files of every shape", async () => {
  const { ruff } = await installAirflow();
  const { dags, store } = await workplace();
  for (const shape of await readShapes()) {
    const folder = join(dags, shape.name);
    await mkdir(folder);
    await writeDag(shape, await compileShape(shape, airflowTarget, store), store, folder);
  }
  expect(await readdir(dags)).toHaveLength((await readShapes()).length);
  expect(await run(ruff, ["check", "--isolated", "--select", rules, dags])).toContain("All checks passed");
  expect(await run(ruff, ["format", "--isolated", "--check", dags])).toContain("already formatted");
});

test("is clean on the goldens, and would not be on others", async () => {
  const { ruff } = await installAirflow();
  const goldens = fileURLToPath(new URL("../airflow/goldens", import.meta.url));
  expect(await run(ruff, ["check", "--isolated", "--select", rules, goldens])).toContain("All checks passed");
  expect(await run(ruff, ["format", "--isolated", "--check", goldens])).toContain("already formatted");
  const old = "from airflow.operators.bash_operator import BashOperator\n\nBashOperator(task_id='a')\n";
  const { dags } = await workplace();
  await writeFile(join(dags, "old.py"), old);
  await expect(run(ruff, ["check", "--isolated", "--select", rules, dags])).rejects.toThrow(/AIR3/);
  await expect(run(ruff, ["format", "--isolated", "--check", dags])).rejects.toThrow(/would be reformatted/);
});
