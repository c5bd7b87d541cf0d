// The plain call of a pipeline: what every engine must come to.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { PlainOutcome, PlainRequest } from "./run.js";

export interface PlainProgram {
  call(request: PlainRequest): Promise<PlainOutcome>;
  close(): Promise<void>;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** A step that never gives the processor back can only be stopped from outside. */
const patienceMs = 30_000;

/** Bundles a pipeline's modules with a recording "zenc". Every step that is called must be exported by one of them. */
export async function preparePlain(modules: readonly string[], tfjs = false): Promise<PlainProgram> {
  const folder = await mkdtemp(join(tmpdir(), "zenc-plain-"));
  const program = join(folder, "program.mjs");
  const imports = modules.map((file, at) => `import * as module${at} from ${JSON.stringify(file)};`);
  const names = modules.map((_, at) => `module${at}`).join(", ");
  const contents = [
    ...imports,
    tfjs ? 'import * as tf from "@tensorflow/tfjs";' : "",
    `import { runPlain } from ${JSON.stringify(here("./run.ts"))};`,
    `await runPlain([${names}], {${tfjs ? "tfjs: tf" : ""}});`,
  ].join("\n");
  await build({
    stdin: { contents, resolveDir: here("../../..") },
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
    alias: { zenc: here("./authoring.ts") },
    banner: { js: 'import{createRequire as __make}from"node:module";const require=__make(import.meta.url);' },
  });
  let calls = 0;
  return {
    call: async (request) => {
      calls += 1;
      const [requestFile, outcomeFile] = [join(folder, `${calls}.request.json`), join(folder, `${calls}.outcome.json`)];
      await writeFile(requestFile, JSON.stringify(request));
      const killed = await run([program, requestFile, outcomeFile]);
      if (killed) return { status: "failed", result: null, error: "took too long", outputs: {} };
      return JSON.parse(await readFile(outcomeFile, "utf8")) as PlainOutcome;
    },
    close: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Whether the process had to be killed. */
function run(words: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, words, { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  return new Promise((resolve, reject) => {
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0 || signal === "SIGKILL") resolve(signal === "SIGKILL");
      else reject(new Error(`The plain call ended with ${code ?? signal}:\n${errors.slice(-4000)}`));
    });
  });
}
