// The plain call of a batch of programs: bundled together, loaded once, each called in this process.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { encodeText } from "../../../runtime/values/index.js";
import type { PlainCall } from "./authoring.js";
import { effectsIn, watched } from "./effects.js";

export interface Plain {
  readonly status: "succeeded" | "failed";
  /** Extended JSON text; null where it failed. */
  readonly result: string | null;
  readonly error: string | null;
  /** A `catch` was entered: what a step or a `throw` had in its way. */
  readonly caught: boolean;
  readonly calls: readonly (Omit<PlainCall, "step"> & { readonly step: string })[];
  readonly effects: readonly string[];
}

export interface PlainPrograms {
  /** Calls the program at that place of the batch. */
  call(at: number, parameters: unknown): Promise<Plain>;
  /** Something else that calls the library's steps. */
  observe(run: () => Promise<unknown>): Promise<Plain>;
  /** What the program at that place exports. */
  module(at: number): Readonly<Record<string, unknown>>;
  /** A step of the library, as the programs call it. */
  step(name: string): (...values: unknown[]) => unknown;
}

interface Bundle {
  readonly programs: readonly { readonly main: (parameters: unknown) => Promise<unknown> }[];
  readonly steps: Readonly<Record<string, (...values: unknown[]) => unknown>>;
  readonly told: { calls: PlainCall[]; caught: boolean };
}

const authoring = fileURLToPath(new URL("./authoring.ts", import.meta.url));

/** Bundles the programs' files into `folder`, beside which the library lies. */
export async function loadPlain(folder: string, files: readonly string[], name: string): Promise<PlainPrograms> {
  const contents = [
    ...files.map((file, at) => `import * as program${at} from ${JSON.stringify(file)};`),
    `export * as steps from ${JSON.stringify(join(folder, "steps.ts"))};`,
    `export { told } from ${JSON.stringify(authoring)};`,
    `export const programs = [${files.map((_, at) => `program${at}`).join(", ")}];`,
  ].join("\n");
  const outfile = join(folder, `${name}.mjs`);
  await build({
    ...{ stdin: { contents, resolveDir: folder }, outfile, bundle: true, platform: "node", format: "esm", target: "node20" },
    ...{ logLevel: "error", alias: { zenc: authoring }, inject: [authoring], define: { "Promise.all": "allInOrder" } },
    plugins: [tellsCaught(new Set(files))],
  });
  const bundle = (await import(pathToFileURL(outfile).href)) as Bundle;
  const names = new Map<unknown, string>(Object.entries(bundle.steps).map(([step, run]) => [run, step]));
  return {
    call: (at, parameters) => observe(bundle, names, async () => bundle.programs[at]?.main(structuredClone(parameters))),
    observe: (run) => observe(bundle, names, run),
    module: (at) => bundle.programs[at] as unknown as Readonly<Record<string, unknown>>,
    step: (step) => bundle.steps[step] as (...values: unknown[]) => unknown,
  };
}

/** Programs say where they enter a `catch`: not every throw is a step's. */
const tellsCaught = (programs: ReadonlySet<string>): Plugin => ({
  name: "tells-caught",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (!programs.has(path)) return undefined;
      return { contents: readFileSync(path, "utf8").replace(/\bcatch( \([^)]*\))? \{/g, "$& noteCaught();"), loader: "ts" };
    }),
});

async function observe(bundle: Bundle, names: ReadonlyMap<unknown, string>, run: () => Promise<unknown>): Promise<Plain> {
  const lines: string[] = [];
  bundle.told.calls = [];
  bundle.told.caught = false;
  // What is awaited too late is nobody's in JavaScript, for a moment.
  const ignore = (): void => {};
  process.on("unhandledRejection", ignore);
  const ended = await watched(lines, async () => {
    const outcome = await run()
      .then((value) => ({ status: "succeeded", result: encodeText(value), error: null }) as const)
      .catch(
        (error: unknown) =>
          ({ status: "failed", result: null, error: error instanceof Error ? error.message : String(error) }) as const,
      );
    await new Promise((resolve) => setImmediate(resolve));
    return outcome;
  });
  process.off("unhandledRejection", ignore);
  const calls = bundle.told.calls.map((call) => ({ ...call, step: names.get(call.step) as string }));
  return { ...ended, calls, caught: bundle.told.caught, effects: effectsIn(lines) };
}
