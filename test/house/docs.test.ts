// The documents say what is so: generated ones are current, and links point at files that exist.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { run } from "./command.js";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const documents = [
  "README.md",
  "ARCHITECTURE.md",
  "CHANGELOG.md",
  "bench/README.md",
  ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`),
  ...readdirSync(join(root, "examples")).map((name) => `examples/${name}/README.md`),
].filter((path) => path.endsWith(".md"));

test("docs/diagnostics.md is current", async () => {
  expect(await run(process.execPath, ["scripts/diagnostics-reference.mjs", "--check"], { cwd: root })).toMatchObject({
    code: 0,
    stderr: "",
  });
});

test.for(documents)("%s: every relative link leads somewhere", (path) => {
  const text = readFileSync(join(root, path), "utf8").replace(/```[\s\S]*?```/g, "");
  const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)|\bsrc="([^"]+)"/g)].map(([, link, source]) => link ?? source ?? "");
  const lacking = links.filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(path), link)));
  expect(lacking).toEqual([]);
});

test("README.md shows the pipeline that is in the examples", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const shown = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  expect(shown.split("\n").length).toBeGreaterThan(15);
  expect(shown.split("\n").length).toBeLessThan(40);
  const source = readFileSync(join(root, "examples/penguins/pipeline.ts"), "utf8");
  // The README leaves out what a reader knows after one look; every line that it shows is a line of the example.
  const lines = new Set(source.split("\n").map((line) => line.trim()));
  expect(
    shown
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => !lines.has(line)),
  ).toEqual([]);
});
