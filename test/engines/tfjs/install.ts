// Brings the real packages of tfjs into a project folder that is named after their lock.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The `node_modules` with tfjs and its wasm backend; installed by npm where they are not there yet (15 seconds). */
export async function installTfjs(): Promise<string> {
  const cache = process.env.ZENC_TEST_CACHE ?? join(homedir(), ".cache", "zenc-test");
  const lock = await readFile(join(here, "package-lock.json"));
  const folder = join(cache, `tfjs-${createHash("sha256").update(lock).digest("hex").slice(0, 12)}`);
  const modules = join(folder, "node_modules");
  if (await stat(modules).catch(() => null)) return modules;
  await mkdir(cache, { recursive: true });
  const temporary = await mkdtemp(join(cache, "building-"));
  try {
    for (const file of ["package.json", "package-lock.json"]) await cp(join(here, file), join(temporary, file));
    await promisify(execFile)("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: temporary });
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return modules;
}
