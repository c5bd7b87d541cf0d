// `npm run examples`: writes the files that are emitted from each example, as they are committed beside it.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./counts.mjs";

for (const name of readdirSync(join(root, "examples"))) {
  const args = [join(root, "dist/cli/zenc.js"), "compile", "pipeline.ts", "--stack", "production", "--out", "dags"];
  const { status } = spawnSync(process.execPath, args, { cwd: join(root, "examples", name), stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
