// That emitted files are not what would be emitted, as findings at places: for the tools of CI.
import { join, sep } from "node:path";
import { type Diagnostic, spanAt } from "../compiler/diagnostics/index.js";
import type { PlanSource } from "../runtime/contract/index.js";
import type { Comparison } from "./emitted.js";

export interface OutOfDate extends Comparison {
  /** Where the pipeline that makes it is defined. */
  readonly source: PlanSource["pipeline"];
}

/** They are no findings of the compiler, which knows no folder: so their codes are in no table of its. */
export function outOfDate(out: string, files: readonly OutOfDate[], stale: readonly string[]): readonly Diagnostic[] {
  const pathOf = (path: string) => join(out, path).split(sep).join("/");
  const help = "Run zenc compile and commit what it writes.";
  const finding = (code: string, message: string, place: PlanSource["pipeline"]): Diagnostic => {
    return { code, severity: "error", message, span: spanAt(place), related: [], help };
  };
  return [
    ...files.flatMap(({ path, state, before, after, source }) => {
      const file = pathOf(path);
      if (state === "missing") return [finding("file-not-compiled", `"${file}" is missing.`, source)];
      if (state === "same") return [];
      const line = firstDifference(before ?? "", after);
      return [finding("file-out-of-date", `"${file}" is not what its pipeline compiles to.`, { file, line, column: 1 })];
    }),
    ...stale.map((path) => {
      const file = pathOf(path);
      const gone = "Remove it if its pipeline is gone.";
      return { ...finding("file-stale", `None of these pipelines makes "${file}".`, { file, line: 1, column: 1 }), help: gone };
    }),
  ];
}

/** Its line in the text that is there. */
function firstDifference(before: string, after: string): number {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const at = old.findIndex((line, index) => line !== now[index]);
  return at < 0 ? old.length : at + 1;
}
