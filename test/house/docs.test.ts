// The documents say what is so: generated ones are current, and links point at files that exist.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { output, run } from "./command.js";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const documents = [
  "README.md",
  "ARCHITECTURE.md",
  "CHANGELOG.md",
  "bench/README.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((name) => `docs/${name.replaceAll("\\", "/")}`),
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

test("README.md's pipeline compiles and runs as it says", async () => {
  const shown = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";
  expect(shown.split("\n").length).toBeLessThan(45);
  const folder = mkdtempSync(join(tmpdir(), "zenc-readme-"));
  try {
    writeFileSync(join(folder, "lines.ts"), shown);
    const document = JSON.parse(
      await output(process.execPath, [join(root, "dist/cli/zenc.js"), "run", "lines.ts", "--format", "json"], { cwd: folder }),
    );
    expect(document.status).toBe("succeeded");
    expect(document.result.rate).toBe(0.1);
    expect(document.nodes.find(({ node }: { node: string }) => node === "publish").state).toBe("succeeded");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
