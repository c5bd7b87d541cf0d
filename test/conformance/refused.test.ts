// What must be refused: each program is, with the codes that its lines are marked with, at those lines, and nothing else.
import { afterAll, expect, test } from "vitest";
import { createCompiler } from "../../compiler/index.js";
import { localTarget } from "../../targets/local/target.js";
import { readRefused } from "./marks.js";
import { root } from "./shape.js";

const programs = readRefused();
const compiler = createCompiler(root);
afterAll(() => compiler.dispose());

test("there are thirty at least", () => {
  expect(programs.length).toBeGreaterThanOrEqual(30);
});

test.each(programs.map((program) => [program.name, program] as const))(
  "%s is refused where it says so",
  async (_, { file, marks }) => {
    const stack = { name: "test", target: localTarget.name, store: ".zenc", accelerators: [], options: {} };
    const { diagnostics, pipelines } = await compiler.compile({
      cwd: root,
      files: [file],
      stack,
      limits: localTarget.limits({}),
    });
    const found = diagnostics.map(({ code, span }) => `${span?.start.line}: ${code}`);
    expect(found.sort()).toEqual(marks.map(({ line, code }) => `${line}: ${code}`).sort());
    expect(marks).not.toEqual([]);
    expect(pipelines).toEqual([]);
  },
);
