// What zenc reports of a fixture folder: its pipeline.ts compiled for the local target, or as its target.json says.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "../compiler/diagnostics/index.js";
import { compile } from "../compiler/index.js";
import { readStack } from "../compiler/stack/index.js";
import { checkFor, targets } from "../targets/index.js";

/** `target.json`: all optional. */
interface FixtureRequest {
  readonly target?: string;
  readonly stack?: string;
  readonly store?: string;
  /** Default: pipeline.ts. */
  readonly files?: readonly string[];
  /** Only the pipeline of this name. */
  readonly pipeline?: string;
}

/** Stack, compilation and the target's own check, as `zenc check` does them. */
export async function diagnosticsOf(folder: string): Promise<readonly Diagnostic[]> {
  const { files = ["pipeline.ts"], pipeline, ...request } = JSON.parse(read(folder, "target.json") ?? "{}") as FixtureRequest;
  const { stack, diagnostics } = readStack(read(folder, "zenc.yaml"), "zenc.yaml", request, targets);
  const target = stack && targets[stack.target];
  if (!stack || !target) return diagnostics;
  const limits = target.limits(stack.options);
  const compilation = await compile({ cwd: folder, files, stack, limits, ...(pipeline === undefined ? {} : { pipeline }) });
  const checks = compilation.pipelines.flatMap(({ plan, digest, source }) => checkFor(target, { plan, digest, source, stack }));
  return [...diagnostics, ...compilation.diagnostics, ...checks];
}

function read(folder: string, file: string): string | null {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}
