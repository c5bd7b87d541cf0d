// What must be refused: each program is, with the codes that its lines are marked with, at those lines, and nothing else.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createCompiler } from "../../compiler/index.js";
import { localTarget } from "../../targets/local/target.js";
import { root } from "./shape.js";

const folder = join(root, "test/conformance/refused");
const names = readdirSync(folder).sort();
const compiler = createCompiler(root);
afterAll(() => compiler.dispose());

test("there are thirty at least", () => {
  expect(names.length).toBeGreaterThanOrEqual(30);
});

describe.each(names)("%s", (name) => {
  test("is refused where it says so", async () => {
    const file = join(folder, name, "pipeline.ts");
    const stack = { name: "test", target: localTarget.name, store: ".zenc", accelerators: [], options: {} };
    const { diagnostics, pipelines } = await compiler.compile({
      cwd: root,
      files: [file],
      stack,
      limits: localTarget.limits({}),
    });
    const found = diagnostics.map(({ code, span }) => `${span?.start.line}: ${code}`);
    const wanted = marksOf(readFileSync(file, "utf8"));
    expect(found.sort()).toEqual(wanted.sort());
    expect(wanted).not.toEqual([]);
    expect(pipelines).toEqual([]);
  });
});

/** `// refused: code code` at the end of a line. */
function marksOf(text: string): string[] {
  return text.split("\n").flatMap((line, at) => {
    const codes = /\/\/ refused: (.+)$/.exec(line)?.[1] ?? "";
    return codes.split(" ").flatMap((code) => (code === "" ? [] : [`${at + 1}: ${code}`]));
  });
}
