// What zenc says about files that are open in an editor: load, define, lower and check over its buffers, by zenc's own TypeScript,
// whose version need not be the editor's. What needs a stack or the bundler is `zenc check`'s.
import { statSync } from "node:fs";
import { resolve, sep } from "node:path";
import { type Diagnostic, orderDiagnostics } from "../compiler/diagnostics/index.js";
import { type Buffers, createLoader } from "../compiler/load/index.js";
import { diagnoseTooDeep, isStackOverflow } from "../compiler/too-deep.js";
import { understand } from "../compiler/understand.js";
import type { Found } from "./diagnostic.js";

/** An editor's files. */
export interface Editor extends Buffers {
  /** Changes whenever a file of the project changes, is made or goes away. */
  version(): string;
}

export interface Analysis {
  /** What stands in `file` (absolute), seen from these pipeline files. TypeScript's own errors are the editor's to show. */
  find(file: string, pipelines: readonly string[]): readonly Found[];
}

interface Remembered {
  readonly diagnostics: readonly Diagnostic[];
  readonly inputs: ReadonlyMap<string, string>;
  /** Set where what a file lacks may appear anywhere: true of imports that lead nowhere. */
  readonly version: string | null;
}

/** An analysis that reads only what has changed since the last time. @param cwd the project's folder, absolute */
export function createAnalysis(cwd: string, editor: Editor): Analysis {
  const loader = createLoader(cwd, editor);
  const remembered = new Map<string, Remembered>();

  const stateOf = (path: string): string => editor.textOf(path) ?? stampOf(path);
  const isCurrent = ({ inputs, version }: Remembered): boolean =>
    (version === null || version === editor.version()) && [...inputs].every(([path, state]) => stateOf(path) === state);

  const diagnosticsOf = (pipeline: string): readonly Diagnostic[] => {
    const known = remembered.get(pipeline);
    if (known && isCurrent(known)) return known.diagnostics;
    // Forgotten first, so that an analysis that throws leaves nothing stale behind.
    remembered.delete(pipeline);
    const loaded = loader.load([pipeline]);
    const { diagnostics } = understand(loaded);
    const inputs = new Map(loaded.inputs.map((path) => [path, stateOf(path)]));
    remembered.set(pipeline, { diagnostics, inputs, version: loaded.diagnostics.length > 0 ? editor.version() : null });
    return diagnostics;
  };

  const withinStack = (pipeline: string): readonly Diagnostic[] => {
    try {
      return diagnosticsOf(pipeline);
    } catch (error) {
      if (!isStackOverflow(error)) throw error;
      return [diagnoseTooDeep(cwd, [pipeline])];
    }
  };

  return {
    find(file, pipelines) {
      const found = pipelines.flatMap((pipeline) =>
        orderDiagnostics(withinStack(pipeline)).flatMap((diagnostic) => placed(diagnostic, cwd, pipeline)),
      );
      const inFile = found.filter((one) => one.file === file && isOwn(one.diagnostic));
      return [...new Map(inFile.map((one) => [identityOf(one.diagnostic), one])).values()];
    },
  };
}

/** A diagnostic with the file that it is shown in: the pipeline's where it has no place of its own. */
function placed(diagnostic: Diagnostic, cwd: string, pipeline: string): Found[] {
  const pathOf = (file: string) => resolve(cwd, file).split(sep).join("/");
  return [{ diagnostic, file: diagnostic.span ? pathOf(diagnostic.span.file) : pipeline, pathOf }];
}

/** "pipeline-missing" answers a question that nobody has asked here. */
const isOwn = ({ code }: Diagnostic): boolean => !code.startsWith("typescript-") && code !== "pipeline-missing";
const identityOf = ({ code, span, message }: Diagnostic): string => `${code} ${span?.start.offset} ${message}`;

function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs}:${stats.size}` : "";
}
