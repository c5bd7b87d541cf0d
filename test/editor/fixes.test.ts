// Quick fixes: what a diagnostic that carries a change becomes, and where it is offered.
import { expect, test } from "vitest";
import type { Diagnostic, Span } from "../../compiler/diagnostics/index.js";
import { fixesAt } from "../../editor/fixes.js";

const span = (file: string, start: number, end: number): Span => ({
  file,
  start: { offset: start, line: 1, column: start + 1 },
  end: { offset: end, line: 1, column: end + 1 },
});
const plain: Diagnostic = {
  code: "step-not-awaited",
  severity: "error",
  message: "A step's promise must be awaited.",
  span: span("src/pipeline.ts", 10, 20),
  related: [],
  help: "Write `await` before it.",
};
const found = (diagnostic: Diagnostic) => ({ diagnostic, file: "/p/src/pipeline.ts", pathOf: (file: string) => `/p/${file}` });
const change = { span: span("src/pipeline.ts", 10, 10), text: "await " };

test("a change is offered where the diagnostic stands, with its help as its name", () => {
  const fixable = found({ ...plain, change } as Diagnostic);
  const fix = {
    fixName: "zenc-step-not-awaited",
    description: "Write `await` before it.",
    changes: [{ fileName: "/p/src/pipeline.ts", textChanges: [{ span: { start: 10, length: 0 }, newText: "await " }] }],
  };
  expect(fixesAt([fixable], 15, 15)).toEqual([fix]);
  expect(fixesAt([fixable], 20, 20)).toEqual([fix]);
  expect(fixesAt([fixable], 21, 30)).toEqual([]);
  expect(fixesAt([fixable], 0, 9)).toEqual([]);
});

test("a change may stand in another file; a diagnostic without one offers nothing", () => {
  const elsewhere = found({ ...plain, change: { span: span("src/steps.ts", 3, 5), text: "x" } } as Diagnostic);
  expect(fixesAt([elsewhere], 12, 12)[0]?.changes).toEqual([
    { fileName: "/p/src/steps.ts", textChanges: [{ span: { start: 3, length: 2 }, newText: "x" }] },
  ]);
  expect(fixesAt([found(plain)], 12, 12)).toEqual([]);
});
