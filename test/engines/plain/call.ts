// The plain call of pipelines: what every engine must come to. Many programs are bundled at once and called in one process.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { tookTooLong } from "./authoring.js";
import type { PlainOutcome, PlainRequest } from "./run.js";

/** A pipeline's modules: every step that is called must be exported by one of them. */
export interface PlainSource {
  readonly modules: readonly string[];
  /** Whether its values need tfjs. */
  readonly tfjs?: boolean;
}

export interface PlainPrograms {
  /** Calls a pipeline of a program; calls queue up. */
  call(program: string, request: PlainRequest): Promise<PlainOutcome>;
  close(): Promise<void>;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const patienceMs = 60_000;

/** Bundles programs, by name, with a recording "zenc". */
export async function preparePlain(sources: Readonly<Record<string, PlainSource>>): Promise<PlainPrograms> {
  const folder = await mkdtemp(join(tmpdir(), "zenc-plain-"));
  await bundle(sources, folder);
  let server: Server | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return {
    call: (program, request) => {
      const answer = last.then(async (): Promise<PlainOutcome> => {
        server ??= startServer(folder);
        const { timeoutSeconds } = request;
        const patience = timeoutSeconds === undefined ? patienceMs : timeoutSeconds * 2000;
        const line = await server.ask(JSON.stringify({ program, ...request }), patience);
        if (line !== null) return JSON.parse(line) as PlainOutcome;
        server = undefined;
        const error = timeoutSeconds === undefined ? "The plain call does not end." : tookTooLong(timeoutSeconds);
        return { status: "failed", result: null, error, outputs: {} };
      });
      last = answer.catch(() => {});
      return answer;
    },
    close: async () => {
      await last;
      await server?.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function bundle(sources: Readonly<Record<string, PlainSource>>, folder: string): Promise<void> {
  const names = Object.keys(sources);
  const text = (value: unknown) => JSON.stringify(value);
  const entries = new Map<string, string>();
  for (const [at, { modules, tfjs }] of Object.values(sources).entries()) {
    const imports = modules.map((file, position) => `import * as module${position} from ${text(file)};`);
    const libraries = tfjs
      ? 'import * as tf from "@tensorflow/tfjs"; export const libraries = { tfjs: tf };'
      : "export const libraries = {};";
    entries.set(
      `program${at}`,
      [...imports, libraries, `export const modules = [${modules.map((_, position) => `module${position}`)}];`].join("\n"),
    );
  }
  entries.set(
    "server",
    `import { writeSync } from "node:fs"; import { servePlain } from ${text(here("./run.ts"))};
    await servePlain({ ${names.map((name, at) => `${text(name)}: () => import("program${at}")`).join(", ")} }, (line) => writeSync(3, line + "\\n"));`,
  );
  await build({
    entryPoints: { server: "server" },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
    alias: { zenc: here("./authoring.ts") },
    banner: { js: 'import{createRequire as __make}from"node:module";const require=__make(import.meta.url);' },
    plugins: [
      {
        name: "programs",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^(server|program\d+)$/ }, ({ path }) => ({ path, namespace: "programs" }));
          onLoad({ filter: /.*/, namespace: "programs" }, ({ path }) => ({
            contents: entries.get(path) ?? "",
            loader: "ts",
            resolveDir: here("../../.."),
          }));
        },
      },
    ],
  });
}

interface Server {
  /** The answer to one request, or null where it took too long and the process is gone. */
  ask(line: string, patienceMs: number): Promise<string | null>;
  stop(): Promise<void>;
}

function startServer(folder: string): Server {
  const child: ChildProcess = spawn(process.execPath, [join(folder, "server.mjs"), folder], {
    stdio: ["pipe", "ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4000);
  });
  let answered: (line: string) => void = () => {};
  createInterface({ input: child.stdio[3] as Readable }).on("line", (line) => answered(line));
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  return {
    ask: (line, patience) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          child.kill("SIGKILL");
          resolve(null);
        }, patience);
        answered = (answer) => {
          clearTimeout(timer);
          resolve(answer);
        };
        ended.then(() => {
          clearTimeout(timer);
          reject(new Error(`The plain call ended its process:\n${errors}`));
        });
        child.stdin?.write(`${line}\n`);
      }),
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
