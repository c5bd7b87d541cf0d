// Brings act and actionlint, built from the Go module proxy into a cache folder that is named after everything they are built from.
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../airflow/install.js";

export interface GithubTools {
  /** Runs workflows on this machine. */
  readonly act: string;
  readonly actionlint: string;
}

const sources = fileURLToPath(new URL("./build/", import.meta.url));
// Without Docker: act then runs jobs on the machine itself.
const options = ["-tags", "WITHOUT_DOCKER", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w"];
const packages = ["github.com/nektos/act", "github.com/rhysd/actionlint/cmd/actionlint"];

/** Where the tests keep what is built once. */
export const cacheFolder = (): string => process.env.ZENC_TEST_CACHE ?? join(homedir(), ".cache", "zenc-test");

/** Builds them where they are not there yet (2 CPU-minutes). */
export async function installGithub(): Promise<GithubTools> {
  const hash = createHash("sha256").update(JSON.stringify([options, packages]));
  for (const name of ["go.mod", "go.sum", "tools.go"]) hash.update(await readFile(join(sources, name)));
  const folder = join(cacheFolder(), `github-${hash.digest("hex").slice(0, 12)}`);
  await bring(folder, "act and actionlint, which takes about 2 minutes of CPU", async (temporary) => {
    const words = ["build", "-p", "2", ...options, "-o", `${temporary}/`, ...packages];
    await run("nice", ["-n", "10", "go", ...words.toSpliced(1, 0, "-C", sources)], {
      ...process.env,
      CGO_ENABLED: "0",
      GOFLAGS: "",
    });
  });
  return { act: join(folder, "act"), actionlint: join(folder, "actionlint") };
}

/** Fills a folder beside, which then takes the name: what bears the name is whole. */
export async function bring(folder: string, what: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  if (await stat(join(folder, "whole")).catch(() => null)) return;
  console.warn(`Building ${what}, once.`);
  await mkdir(cacheFolder(), { recursive: true });
  const temporary = await mkdtemp(join(cacheFolder(), "building-"));
  try {
    await fill(temporary);
    await writeFile(join(temporary, "whole"), "");
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error; // else somebody else was faster
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
