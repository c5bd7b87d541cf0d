// What ruff says of emitted files: nothing that Airflow 3 has moved or removed, nothing unused, and the layout is ruff's own.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { airflowTarget } from "../../targets/airflow/target.js";
import { compiledOf, compileShapes, optionsFor } from "../conformance/compiled.js";
import { makeGround, readShapes } from "../conformance/shape.js";
import { writeDag } from "./airflow/engine.js";
import { installAirflow, run } from "./airflow/install.js";

const rules = "AIR,F,E4,E7,E9,I,B";

async function emptyFolder(): Promise<string> {
  const ground = await makeGround();
  onTestFinished(ground.close);
  return (await ground.place()).emitted;
}

test("is clean on the files of every shape", async () => {
  const { ruff } = await installAirflow();
  const dags = await emptyFolder();
  const shapes = readShapes();
  const compiled = await compileShapes(shapes, airflowTarget);
  for (const shape of shapes) {
    const folder = join(dags, shape.name.replace("/", "-"));
    await mkdir(folder);
    await writeDag(compiledOf(compiled, shape), "/shared/zenc", folder, { options: optionsFor(shape, airflowTarget) });
  }
  expect(await readdir(dags)).toHaveLength(shapes.length);
  expect(await run(ruff, ["check", "--isolated", "--select", rules, dags])).toContain("All checks passed");
  expect(await run(ruff, ["format", "--isolated", "--check", dags])).toContain("already formatted");
});

test("is clean on the goldens, and would not be on others", async () => {
  const { ruff } = await installAirflow();
  const goldens = fileURLToPath(new URL("../airflow/goldens", import.meta.url));
  expect(await run(ruff, ["check", "--isolated", "--select", rules, goldens])).toContain("All checks passed");
  expect(await run(ruff, ["format", "--isolated", "--check", goldens])).toContain("already formatted");
  const old = "from airflow.operators.bash_operator import BashOperator\n\nBashOperator(task_id='a')\n";
  const dags = await emptyFolder();
  await writeFile(join(dags, "old.py"), old);
  await expect(run(ruff, ["check", "--isolated", "--select", rules, dags])).rejects.toThrow(/AIR3/);
  await expect(run(ruff, ["format", "--isolated", "--check", dags])).rejects.toThrow(/would be reformatted/);
});
