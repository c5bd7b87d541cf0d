// Programs that broke a law once, made small: they run first, always. A folder each:
// pipeline.ts, params.json; beside them the steps that all random programs call.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { judgeTexts } from "./laws/batch.js";
import { openWorkspace } from "./laws/workspace.js";

const folder = fileURLToPath(new URL("./found/", import.meta.url));
const entries = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
const names = entries.map((one) => one.name).sort();

test.each([
  ["as it stands", false],
  ["with costly steps", true],
])("what was found once holds, %s", { timeout: 300_000 }, async (_, costly) => {
  const workspace = openWorkspace({ costly });
  try {
    const programs = names.map((name) => {
      const text = readFileSync(`${folder}${name}/pipeline.ts`, "utf8");
      const values = JSON.parse(readFileSync(`${folder}${name}/params.json`, "utf8")) as Record<string, unknown>;
      return { values, print: (pipeline: string) => text.replace('pipeline("main"', `pipeline("${pipeline}"`) };
    });
    const verdicts = await judgeTexts(workspace, programs, { seed: 1, onAirflow: true });
    expect(verdicts.flatMap((one, at) => (one.violation ? [{ name: names[at], ...one.violation }] : []))).toEqual([]);
    expect(names.length).toBeGreaterThan(0);
  } finally {
    await workspace.close();
  }
});
