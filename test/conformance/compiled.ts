// Compiles shapes for a target, as many as possible at once: what is refused is set aside, and the others are compiled again.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { CompiledPipeline } from "../../compiler/compilation.js";
import { type Compiler, createCompiler, type Diagnostic } from "../../compiler/index.js";
import type { JsonObject } from "../../runtime/contract/index.js";
import type { Target } from "../../targets/target.js";
import { root, type Shape } from "./shape.js";

/** The stack's store; where a run's own store matters, `emit` is given that. */
const store = "/shared/zenc";

/** By the shape's name: what it compiles to, or why not. */
export type Compiled = ReadonlyMap<string, CompiledPipeline | CompileError>;

/** Why a shape does not compile; `message` holds the diagnostics. */
export interface CompileError {
  readonly error: string;
}

/** The options of a shape for a target. */
export const optionsFor = (shape: Shape, target: Target) => shape.options[target.name] ?? {};

type Found = readonly (readonly [shape: string, CompiledPipeline | CompileError])[];

/** Compiles shapes for a target. Warnings are let pass. */
export async function compileShapes(shapes: readonly Shape[], target: Target): Promise<Compiled> {
  const compiler = createCompiler(root);
  try {
    const kindOf = (shape: Shape) => JSON.stringify([optionsFor(shape, target), shape.stack, configOf(shape)]);
    const found: Found[number][] = [];
    for (const kind of new Set(shapes.map(kindOf))) {
      const alike = shapes.filter((shape) => kindOf(shape) === kind);
      found.push(
        ...(await compileAlike(compiler, alike, target).catch((error: Error) => compileOneByOne(compiler, alike, target, error))),
      );
    }
    return new Map(found);
  } finally {
    await compiler.dispose();
  }
}

/** A tsconfig.json of its own: one compilation has one. */
function configOf({ file }: Shape): string | null {
  const config = join(dirname(file), "tsconfig.json");
  return existsSync(config) ? config : null;
}

/** Shapes with the same options. Each round compiles what is left without the files that the last round found errors in. */
async function compileAlike(compiler: Compiler, shapes: readonly Shape[], target: Target): Promise<Found> {
  const found: Found[number][] = [];
  const options = shapes[0] ? optionsFor(shapes[0], target) : {};
  const stack = { name: "test", target: target.name, store, accelerators: [], ...shapes[0]?.stack, options };
  for (let left = shapes; left.length > 0; ) {
    const files = left.map((shape) => shape.file);
    const { diagnostics, pipelines } = await compiler.compile({ cwd: root, files, stack, limits: target.limits(options) });
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    const texts = new Map(left.map((shape) => [shape, errorsOf(shape, errors)]));
    const refused = errors.length > 0 ? left.filter((shape) => texts.get(shape) !== "") : left;
    // An error that is nobody's is everybody's.
    const ended = refused.length > 0 ? refused : left;
    for (const shape of ended) {
      const compiled = errors.length === 0 ? pipelineOf(shape, pipelines) : undefined;
      found.push([shape.name, compiled ?? { error: texts.get(shape) || errors.map(textOf).join("\n") || "no pipeline" }]);
    }
    left = left.filter((shape) => !ended.includes(shape));
  }
  return found;
}

/** A thrown error is a bug in zenc: it fails the shapes that meet it, and no others. */
async function compileOneByOne(compiler: Compiler, shapes: readonly Shape[], target: Target, bug: Error): Promise<Found> {
  if (shapes.length === 1) return shapes.map(({ name }) => [name, { error: `${bug.stack}` }] as const);
  const found: Found[number][] = [];
  for (const shape of shapes) {
    const one = [shape];
    found.push(
      ...(await compileAlike(compiler, one, target).catch((error: Error) => compileOneByOne(compiler, one, target, error))),
    );
  }
  return found;
}

const textOf = ({ code, message, span }: Diagnostic) => `${code}: ${message} (${span?.file}:${span?.start.line})`;

function errorsOf(shape: Shape, errors: readonly Diagnostic[]): string {
  const own = errors.filter(({ span }) => span !== null && shape.modules.includes(`${root}${span.file}`));
  return own.map(textOf).join("\n");
}

/** The last one that its file defines. */
function pipelineOf(shape: Shape, pipelines: readonly CompiledPipeline[]): CompiledPipeline | undefined {
  const own = pipelines.filter(({ source }) => `${root}${source.pipeline?.file}` === shape.file);
  return own.sort((a, b) => (a.source.pipeline?.line ?? 0) - (b.source.pipeline?.line ?? 0)).at(-1);
}

/** What a shape compiles to. Throws where it does not. */
export function compiledOf(compiled: Compiled, shape: Shape): CompiledPipeline {
  const found = compiled.get(shape.name);
  if (found === undefined) throw new Error(`${shape.name} was not compiled.`);
  if ("error" in found) throw new Error(`${shape.name} does not compile:\n${found.error}`);
  return found;
}

/** Compiles one shape. Throws where it does not compile. */
export async function compileShape(shape: Shape, target: Target): Promise<CompiledPipeline> {
  return compiledOf(await compileShapes([shape], target), shape);
}

/** The parameters of a case; a pipeline that has a parameter `folder` is given a place of its own. */
export function parametersOf(compiled: CompiledPipeline, params: JsonObject, folder: string): JsonObject {
  const properties = compiled.plan.parameters.schema.properties as JsonObject | undefined;
  return properties !== undefined && "folder" in properties ? { ...params, folder } : params;
}
