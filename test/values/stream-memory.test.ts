// A stream of 1 GB goes through a process that has 256 MB, in and out: measured by what the system says of the process.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "zenc-memory-"));
  await mkdir(join(root, "scratch"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const rows = 1_024;
const rowBytes = 1024 * 1024;

const script = `
  import { openFolder } from "./runtime/stores/folder.ts";
  import { loadValue, materialize, writeValue } from "./runtime/values/index.ts";
  const [, , root] = process.argv;
  const context = { store: openFolder(root + "/store"), scratch: root + "/scratch" };
  async function* rows() {
    const text = "x".repeat(${rowBytes} - 20);
    for (let index = 0; index < ${rows}; index++) yield { index, text };
  }
  const artifact = await writeValue(rows(), { kind: "leaf", materializer: "stream" }, context);
  const stream = await materialize(await loadValue(artifact, context.store), context);
  let count = 0;
  for await (const row of stream) if (row.index === count && row.text.length === ${rowBytes} - 20) count++;
  console.log(JSON.stringify({ count, bytes: artifact.bytes, peakKiB: process.resourceUsage().maxRSS }));
`;

test("1 GB through 256 MB", async () => {
  const outfile = join(root, "script.mjs");
  const stdin = { contents: script, resolveDir: new URL("../..", import.meta.url).pathname, loader: "ts" as const };
  await build({ stdin, outfile, bundle: true, platform: "node", format: "esm", packages: "external", logLevel: "error" });
  const child = spawn(process.execPath, ["--max-old-space-size=96", outfile, root], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, "close");
  expect(code).toBe(0);
  const result = JSON.parse(output) as { count: number; bytes: number; peakKiB: number };
  expect(result.count).toBe(rows);
  expect(result.bytes).toBeGreaterThan(0.99 * 2 ** 30);
  expect(result.peakKiB).toBeLessThan(256 * 1024);
});
