// A pipeline with its placed steps, its wiring and its modules → the Plan, its canonical text and its digest.
import {
  type Codec,
  canonicalJson,
  type Digest,
  digestOf,
  type NodeId,
  type Plan,
  type PlanSource,
  type StepPlan,
  type Wiring,
} from "../runtime/contract/index.js";
import type { CodeObject, CompiledPipeline } from "./compilation.js";
import type { Pipeline, Placement } from "./ir/index.js";
import type { PlacedStep } from "./place/index.js";

export interface PlanParts {
  readonly pipeline: Pipeline;
  readonly placed: Readonly<Record<string, PlacedStep>>;
  readonly placements: Readonly<Record<string, Placement>>;
  readonly wiring: Wiring;
  /** By step name. */
  readonly code: ReadonlyMap<string, CodeObject>;
  /** By step name: modules that the step's own imports, dependencies first. */
  readonly libraries: ReadonlyMap<string, readonly CodeObject[]>;
  /** The author's materializers, by the stand-ins of their digests in codecs. */
  readonly materializers: ReadonlyMap<Digest, CodeObject>;
  readonly validators: ReadonlyMap<string, CodeObject>;
  readonly parametersValidator: CodeObject | null;
  readonly glue: CodeObject | null;
}

export function planPipeline(parts: PlanParts): CompiledPipeline {
  const { pipeline, code, libraries, materializers, validators, glue, parametersValidator } = parts;
  const { options, parameters } = pipeline;
  const steps: Record<string, StepPlan> = {};
  for (const [name, placed] of Object.entries(parts.placed)) {
    const module = code.get(name);
    if (!module) throw new Error(`step "${name}" has no module`);
    const beside = libraries.get(name);
    steps[name] = {
      ...placed,
      output: linkCodec(placed.output, (standIn) => materializers.get(standIn)?.digest ?? standIn),
      code: module.digest,
      ...(beside ? { libraries: beside.map(({ digest }) => digest) } : {}),
      ...(module.packages === undefined ? {} : { packages: module.packages }),
      validator: validators.get(name)?.digest ?? null,
    };
  }
  const plan: Plan = {
    format: 1,
    pipeline: pipeline.name,
    tags: options.tags,
    concurrency: options.concurrency,
    parameters: { ...parameters, validator: parametersValidator?.digest ?? null },
    steps,
    structure: pipeline.structure,
    result: pipeline.result,
    glue: glue?.digest ?? null,
    wiring: parts.wiring,
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(options.schedule === undefined ? {} : { schedule: options.schedule }),
    ...(options.timeoutSeconds === undefined ? {} : { timeoutSeconds: options.timeoutSeconds }),
    ...(options.maxParallel === undefined ? {} : { maxParallel: options.maxParallel }),
  };
  const text = canonicalJson(plan);
  const objects = [
    ...code.values(),
    ...[...libraries.values()].flat(),
    ...materializers.values(),
    ...validators.values(),
    ...(glue ? [glue] : []),
    ...(parametersValidator ? [parametersValidator] : []),
  ];
  return {
    pipeline,
    plan,
    digest: digestOf(text),
    text,
    source: sourceOf(pipeline),
    placements: parts.placements,
    code: [...new Map(objects.map((object) => [object.digest, object])).values()],
  };
}

function sourceOf(pipeline: Pipeline): PlanSource {
  const nodes: Record<NodeId, PlanSource["nodes"][string]> = {};
  for (const [id, { file, start }] of pipeline.spans) nodes[id] = { file, line: start.line, column: start.column };
  const steps: Record<string, PlanSource["nodes"][string]> = {};
  for (const [name, { span }] of pipeline.steps)
    steps[name] = { file: span.file, line: span.start.line, column: span.start.column };
  const { span } = pipeline;
  return {
    nodes,
    steps,
    ...(span === undefined ? {} : { pipeline: { file: span.file, line: span.start.line, column: span.start.column } }),
  };
}

/** A codec with the digests of the author's materializers in the place of their stand-ins. */
function linkCodec(codec: Codec, digestFor: (standIn: Digest) => Digest): Codec {
  const link = (inner: Codec) => linkCodec(inner, digestFor);
  const linkAll = (inner: Readonly<Record<string, Codec>>) =>
    Object.fromEntries(Object.entries(inner).map(([name, one]) => [name, link(one)]));
  switch (codec.kind) {
    case "leaf":
      return codec.own ? { ...codec, own: { ...codec.own, code: digestFor(codec.own.code) } } : codec;
    case "record":
      return { ...codec, fields: linkAll(codec.fields) };
    case "nullable":
      return { ...codec, of: link(codec.of) };
    // Lists and dictionaries hold none: a materializer is named for a whole output or a field of it.
    default:
      return codec;
  }
}
