// The analysis behind the plugin, where the server's own TypeScript would be in the way.
import { join } from "node:path";
import { expect, test } from "vitest";
import { createAnalysis } from "../../editor/analysis.js";
import { writeProject } from "../define/project.js";

test("a source that is too deep for the stack is said so, and the next one is analysed", () => {
  const text = (value: string) => `import { pipeline, step } from "zenc";
export const count = step((n: number): number => n);
export const counting = pipeline("counting", async () => await count(${value}));
`;
  const cwd = writeProject({ "pipeline.ts": text("1") });
  const file = join(cwd, "pipeline.ts");
  let buffer = text(`${"(".repeat(20_000)}1${")".repeat(20_000)}`);
  const analysis = createAnalysis(cwd, { textOf: (path) => (path === file ? buffer : undefined), version: () => buffer });
  const codes = () => analysis.find(file, [file]).map(({ diagnostic }) => diagnostic.code);
  expect(codes()).toEqual(["source-too-deep"]);
  buffer = text("Math.random()");
  expect(codes()).toEqual(["call-impure"]);
  buffer = text("1");
  expect(codes()).toEqual([]);
});
