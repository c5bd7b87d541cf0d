// The language-service plugin `zenc/typescript-plugin`: TypeScript's server asks it, and it adds zenc's diagnostics and fixes.
// Whatever goes wrong here goes to the server's log: an editor must never lose TypeScript's own answers to zenc.
import type { ts } from "ts-morph";
import type { Analysis } from "./analysis.js";
import { diagnosticFor, ownCode } from "./diagnostic.js";
import { fixesAt } from "./fixes.js";
import { pipelineFilesOf } from "./pipeline-files.js";

/** What tsserver calls, with its own TypeScript: only the syntax of imports is read with it, all else is zenc's own. */
export default function init({ typescript }: { typescript: typeof ts }): ts.server.PluginModule {
  return { create: (info) => decorated(info, typescript) };
}

function decorated(info: ts.server.PluginCreateInfo, typescript: typeof ts): ts.LanguageService {
  const { languageService: service } = info;
  const log = (text: string) => info.project.projectService.logger.info(`zenc: ${text}`);
  const find = finder(info, typescript, log);
  /** `add`'s answer, or nothing where it throws. */
  const guarded = <T>(what: string, add: () => readonly T[]): readonly T[] => {
    try {
      return add();
    } catch (error) {
      log(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return [];
    }
  };
  return {
    ...service,
    getSemanticDiagnostics: (file) => [
      ...service.getSemanticDiagnostics(file),
      ...guarded("diagnostics", () => {
        const program = service.getProgram();
        const sourceOf = (path: string) => program?.getSourceFile(path);
        return find(file).flatMap((found) => diagnosticFor(found, sourceOf, typescript) ?? []);
      }),
    ],
    getCodeFixesAtPosition: (file, start, end, codes, format, preferences) => [
      ...service.getCodeFixesAtPosition(file, start, end, codes, format, preferences),
      ...(codes.includes(ownCode) ? guarded("fixes", () => fixesAt(find(file), start, end)) : []),
    ],
    getSupportedCodeFixes: (file) => [...service.getSupportedCodeFixes(file), String(ownCode)],
  };
}

/** Finds a file's diagnostics. The compiler, and a TypeScript with it, is loaded when the first file with a pipeline is asked for. */
function finder(info: ts.server.PluginCreateInfo, typescript: typeof ts, log: (text: string) => void) {
  const { languageService: service, project } = info;
  let analysis: Analysis | undefined;
  return (file: string) => {
    const program = service.getProgram();
    const pipelines = program ? pipelineFilesOf(file, program, typescript) : [];
    if (pipelines.length === 0) return [];
    if (!analysis) {
      const { createAnalysis } = require("./analysis.js") as typeof import("./analysis.js");
      analysis = createAnalysis(project.getCurrentDirectory(), {
        textOf: (path) => service.getProgram()?.getSourceFile(path)?.text,
        version: () => project.getProjectVersion(),
      });
      log(`loaded for ${project.getProjectName()}`);
    }
    return analysis.find(file, pipelines);
  };
}
