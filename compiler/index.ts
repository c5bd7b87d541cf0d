// The compiler: pipeline files and a stack in, Plans with their code and diagnostics out. `compile` is the list of its phases.
import { resolve } from "node:path";
import type { StepName } from "../runtime/contract/index.js";
import { type Bundler, createBundler, createValidators, type ValidatorKind, type Validators } from "./bundle/index.js";
import type { CodeObject, Compilation, CompiledPipeline, CompileRequest } from "./compilation.js";
import { type Diagnostic, orderDiagnostics } from "./diagnostics/index.js";
import type { Pipeline } from "./ir/index.js";
import { createLoader, type Loader } from "./load/index.js";
import { costlySteps } from "./place/costly.js";
import { placeSteps } from "./place/index.js";
import { checkTogether } from "./place/together.js";
import { planPipeline } from "./plan.js";
import { diagnoseTooDeep, isStackOverflow } from "./too-deep.js";
import { understand } from "./understand.js";
import { wirePipeline } from "./wire/index.js";

export type { CodeObject, Compilation, CompiledPipeline, CompileRequest } from "./compilation.js";
export type { Diagnostic } from "./diagnostics/index.js";
export type { Pipeline, Stack, TargetLimits } from "./ir/index.js";
export { type ConstructNote, explainWiring, type TaskNote } from "./wire/index.js";

/** Compiles again and again, with TypeScript and esbuild kept warm: what has not changed is not read twice. */
export interface Compiler {
  /** `cwd` of the request must be the compiler's. */
  compile(request: CompileRequest): Promise<Compilation>;
  /** Ends esbuild's process. */
  dispose(): Promise<void>;
}

/** A compiler for one working directory (absolute), for watching. */
export function createCompiler(cwd: string): Compiler {
  const tools: Tools = { loader: createLoader(cwd), bundler: createBundler(cwd, { warm: true }), validators: createValidators() };
  return { compile: (request) => runPhases(request, tools), dispose: () => tools.bundler.dispose() };
}

/** Compiles once. Nothing of the author's code is executed; problems are in `diagnostics`, a thrown error is a bug in zenc. */
export function compile(request: CompileRequest): Promise<Compilation> {
  const { cwd } = request;
  return runPhases(request, {
    loader: createLoader(cwd),
    bundler: createBundler(cwd, { warm: false }),
    validators: createValidators(),
  });
}

interface Tools {
  readonly loader: Loader;
  readonly bundler: Bundler;
  readonly validators: Validators;
}

async function runPhases(request: CompileRequest, tools: Tools): Promise<Compilation> {
  try {
    return await runAll(request, tools);
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    const files = request.files.map((file) => resolve(request.cwd, file));
    return { diagnostics: [diagnoseTooDeep(request.cwd, request.files)], pipelines: [], inputs: files };
  }
}

async function runAll(request: CompileRequest, { loader, bundler, validators }: Tools): Promise<Compilation> {
  const found: Diagnostic[] = [];
  const failed = (): boolean => found.some((diagnostic) => diagnostic.severity === "error");
  const ended = (pipelines: readonly CompiledPipeline[], inputs: readonly string[]): Compilation => ({
    diagnostics: orderDiagnostics(found),
    pipelines,
    inputs,
  });

  const loaded = loader.load(request.files);
  const understood = understand(loaded, request.pipeline);
  found.push(...understood.diagnostics);
  if (!understood.pipelines) return ended([], loaded.inputs);
  const pipelines = understood.pipelines.map(({ pipeline }) => pipeline);

  const placed = pipelines.map((pipeline) => placeSteps(pipeline, request.stack));
  found.push(...placed.flatMap((one) => one.diagnostics));
  if (failed()) return ended([], loaded.inputs);

  const bundling = bundler.bundle(pipelines, loaded);
  const schemas = schemasOf(pipelines);
  const compiling = validators.compile(schemas);
  const wired = pipelines.map((pipeline, index) => {
    const steps = placed[index]?.steps ?? {};
    return wirePipeline(pipeline, steps, request.limits, costlySteps(steps, request.stack));
  });
  found.push(...wired.flatMap((one) => one.diagnostics));
  for (const [index, pipeline] of pipelines.entries())
    found.push(...checkTogether(pipeline, placed[index]?.steps ?? {}, wired[index]?.wiring?.tasks ?? [], request.stack));
  const [bundled, modules] = await Promise.all([bundling, compiling]);
  found.push(...bundled.diagnostics);
  const inputs = [...new Set([...loaded.inputs, ...bundled.inputs])];
  if (failed()) return ended([], inputs);

  const validatorOf = (kind: ValidatorKind, schema: object): CodeObject | null =>
    modules[schemas.findIndex((one) => one.kind === kind && one.schema === schema)] ?? null;
  const plans = pipelines.map((pipeline, index) => {
    const steps = [...pipeline.steps.values()];
    return planPipeline({
      pipeline,
      placed: placed[index]?.steps ?? {},
      placements: placed[index]?.placements ?? {},
      wiring: wired[index]?.wiring ?? { tasks: [], fanOuts: [] },
      code: modulesOf(steps.map((step) => [step.name, bundled.steps.get(step)])),
      libraries: new Map(
        steps.flatMap((step) => {
          const modules = bundled.libraries.get(step);
          return modules ? [[step.name, modules] as const] : [];
        }),
      ),
      materializers: new Map(
        steps.flatMap(({ materializers }) =>
          materializers.flatMap(({ standIn }) => {
            const module = bundled.materializers.get(standIn);
            return module ? [[standIn, module] as const] : [];
          }),
        ),
      ),
      validators: modulesOf(steps.map((step) => [step.name, step.outputSchema && validatorOf("output", step.outputSchema)])),
      parametersValidator: validatorOf("parameters", pipeline.parameters.schema),
      glue: bundled.glue.get(pipeline) ?? null,
    });
  });
  return ended(plans, inputs);
}

function schemasOf(pipelines: readonly Pipeline[]) {
  return pipelines.flatMap((pipeline) => {
    const { schema } = pipeline.parameters;
    const outputs = [...pipeline.steps.values()].flatMap((step) =>
      step.outputSchema ? [{ kind: "output" as const, schema: step.outputSchema }] : [],
    );
    const { properties } = schema as { readonly properties?: object };
    return Object.keys(properties ?? {}).length > 0 ? [{ kind: "parameters" as const, schema }, ...outputs] : outputs;
  });
}

function modulesOf(pairs: readonly (readonly [StepName, CodeObject | null | undefined])[]): ReadonlyMap<string, CodeObject> {
  return new Map(pairs.flatMap(([name, module]) => (module ? [[name, module] as const] : [])));
}
