// The plain-call oracle: a pipeline lowered and evaluated must do what the pipeline does when it is simply called.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Pipeline } from "../../compiler/ir/index.js";
import { evaluate } from "./evaluate.js";

export interface Outcome {
  readonly result: unknown;
  readonly failed: string | null;
  /** Calls as `name(arguments)`: all of them sorted, and those with an effect in the order in which they began. */
  readonly calls: readonly string[];
  readonly effects: readonly string[];
}

interface Trace {
  readonly calls: string[];
}

/** What `import … from "zenc"` is in these tests: steps that note their calls and take a while that differs. */
const tracing = (authoring: string) => `
import * as authoring from ${JSON.stringify(authoring)};
export * from ${JSON.stringify(authoring)};
const trace = globalThis[Symbol.for("zenc.test.trace")];
let count = 0;
const traced = (first, run) => {
  const body = run ?? first;
  const id = count++;
  const note = (values) => { trace.calls.push(JSON.stringify([id, values.map((value) => value === undefined ? "undefined" : value)])); };
  // Asynchronous steps wait, each for another time, so that only what is ordered keeps its order.
  if (body.constructor.name === "AsyncFunction") {
    return Object.assign(async (...values) => {
      note(values.slice(0, Math.max(body.length, 1)));
      await new Promise((resolve) => setTimeout(resolve, (trace.calls.length * 7) % 5));
      return body(...values);
    }, { zencTestId: id });
  }
  return Object.assign((...values) => { note(values.slice(0, Math.max(body.length, 1))); return body(...values); }, { zencTestId: id });
};
export const step = traced, trainer = traced, evaluator = traced, deployer = traced;
`;

let modules = 0;

/** The module's text with the glue that stands in it, and its steps by name. */
function withGlue(file: string, pipeline: Pipeline, index: number): string {
  const glue = pipeline.glue.filter((one) => one.module === file).map((one) => `export const ${one.id} = ${one.text};`);
  const steps = [...pipeline.steps.values()].filter((one) => one.module === file);
  const named = steps.map((one) => `${JSON.stringify(one.name)}: ${one.binding}`).join(", ");
  return `${readFileSync(file, "utf8")}\n${glue.join("\n")}\nexport const zencTestSteps${index} = { ${named} };`;
}

/** Loads the author's modules with the glue of their pipeline appended, their steps noting their calls in `trace`. */
async function loadModule(file: string, pipeline: Pipeline, trace: Trace): Promise<Readonly<Record<string, never>>> {
  const authoring = fileURLToPath(new URL("../../runtime/authoring/index.ts", import.meta.url));
  const used = [...pipeline.glue, ...pipeline.steps.values()].map((one) => one.module);
  const others = [...new Set(used)].filter((one) => one !== file);
  // Glue is JavaScript: it must stand without a TypeScript loader.
  for (const one of pipeline.glue) new Function(`return ${one.text}`);
  const built = await build({
    stdin: {
      contents: [withGlue(file, pipeline, 0), ...others.map((other) => `export * from ${JSON.stringify(other)};`)].join("\n"),
      resolveDir: dirname(file),
      loader: "ts",
      sourcefile: "pipeline.ts",
    },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    plugins: [
      {
        name: "tracing",
        setup(on) {
          on.onResolve({ filter: /^zenc$/ }, () => ({ path: "tracing", namespace: "tracing" }));
          on.onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const index = others.indexOf(path);
            return index < 0 ? undefined : { contents: withGlue(path, pipeline, index + 1), loader: "ts" };
          });
          on.onLoad({ filter: /.*/, namespace: "tracing" }, () => ({
            contents: tracing(authoring),
            loader: "js",
            resolveDir: dirname(authoring),
          }));
        },
      },
    ],
  });
  const path = join(dirname(file), `module-${modules++}.mjs`);
  writeFileSync(path, built.outputFiles[0]?.text ?? "");
  (globalThis as Record<symbol, unknown>)[Symbol.for("zenc.test.trace")] = trace;
  return (await import(pathToFileURL(path).href)) as Readonly<Record<string, never>>;
}

function outcomeOf(trace: Trace, effects: ReadonlySet<number>, result: unknown, failed: string | null): Outcome {
  return {
    result,
    failed,
    calls: [...trace.calls].sort(),
    effects: trace.calls.filter((call) => effects.has((JSON.parse(call) as [number])[0])),
  };
}

/** One way to run a pipeline. */
export type Run = (parameters: Readonly<Record<string, unknown>>) => Promise<Outcome>;

/** The pipeline as its author calls it, and as it was lowered. Both run the same functions of one module. */
export async function bothWays(file: string, pipeline: Pipeline): Promise<{ readonly plain: Run; readonly lowered: Run }> {
  const trace: Trace = { calls: [] };
  const loaded = (await loadModule(file, pipeline, trace)) as Readonly<Record<string, unknown>>;
  type Traced = ((...values: unknown[]) => unknown) & { zencTestId: number };
  const all = Object.entries(loaded).filter(([name]) => name.startsWith("zencTestSteps"));
  const steps = Object.assign({}, ...all.map(([, some]) => some)) as Record<string, Traced>;
  const effects = new Set(
    [...pipeline.steps.values()].filter((one) => one.effect).map((one) => steps[one.name]?.zencTestId ?? -1),
  );
  const observed =
    (run: Run | ((parameters: never) => unknown)): Run =>
    async (parameters) => {
      trace.calls.length = 0;
      try {
        return outcomeOf(trace, effects, await run(parameters as never), null);
      } catch (error) {
        return outcomeOf(trace, effects, undefined, (error as Error).message);
      }
    };
  return {
    plain: observed((parameters: Readonly<Record<string, unknown>>) =>
      (loaded[pipeline.exportName] as (value: unknown) => unknown)(structuredClone(parameters)),
    ),
    lowered: observed((parameters: Readonly<Record<string, unknown>>) =>
      evaluate(
        pipeline.structure,
        pipeline.result,
        { variable: pipeline.parameters.variable, value: withDefaults(pipeline, parameters) },
        { glue: loaded as never, call: async (step, values) => steps[step]?.(...values) },
      ),
    ),
  };
}

/** The defaults of the schema, as a run's start fills them in. */
function withDefaults(pipeline: Pipeline, parameters: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const properties = (pipeline.parameters.schema.properties ?? {}) as Record<string, { readonly default?: unknown }>;
  const defaults = Object.entries(properties).flatMap(([key, schema]) =>
    "default" in schema ? [[key, structuredClone(schema.default)]] : [],
  );
  return { ...Object.fromEntries(defaults), ...structuredClone(parameters) };
}
