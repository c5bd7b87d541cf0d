// Every example's emitted files are committed beside it, and are what the compiler makes of it today.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "./command.js";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const examples = readdirSync(join(root, "examples"));

// To bring them up to date: `npm run build && npm run examples`.
test.for(examples)("%s: its files are up to date", async (name) => {
  const args = [join(root, "dist/cli/zenc.js"), "compile", "pipeline.ts", "--stack", "production", "--out", "dags", "--check"];
  const { code, stdout, stderr } = await run(process.execPath, args, { cwd: join(root, "examples", name) });
  expect({ code, said: code === 0 ? "" : stdout + stderr }).toEqual({ code: 0, said: "" });
});

test.for(examples)("%s: nothing is reported", async (name) => {
  const args = [join(root, "dist/cli/zenc.js"), "check", "pipeline.ts", "--format", "json"];
  const { code, stdout } = await run(process.execPath, args, { cwd: join(root, "examples", name) });
  expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, diagnostics: [] });
});
