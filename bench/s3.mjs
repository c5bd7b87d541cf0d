// The S3 server of the tests, in a process of its own, so that it does not share a thread with what is measured.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../scripts/counts.mjs";

/** Starts it; `url` is a store with nothing in it. */
export async function startStore() {
  const folder = mkdtempSync(join(tmpdir(), "zenc-bench-s3-"));
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: {
      contents: `import { startS3 } from "./test/s3/server.ts"; const server = await startS3(); console.log(server.url("bench", "zenc")); process.stdin.resume().on("close", () => process.exit());`,
      resolveDir: root,
      loader: "ts",
    },
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
  });
  const script = join(folder, "server.mjs");
  writeFileSync(script, outputFiles[0].contents);
  // Its input ends with this process, however that ends.
  const child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const url = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", () => reject(new Error("The S3 server ended.")));
    child.stdout.setEncoding("utf8").once("data", (line) => resolve(line.trim()));
  });
  return {
    url,
    env: { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test-secret", AWS_REGION: "us-east-1" },
    stop() {
      child.removeAllListeners("exit");
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
