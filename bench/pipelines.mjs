// The pipelines that are measured: a chain of n trivial steps over a list of 100 numbers, the same for every tool.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes `chain<n>.ts` into a folder; `salt` is a number in its first step, so that a changed file can be had. Returns its path. */
export function writeChain(folder, count, salt = 0) {
  mkdirSync(folder, { recursive: true });
  const steps = Array.from({ length: count }, (_, i) =>
    i === 0
      ? `export const s0 = step((): number[] => Array.from({ length: 100 }, (_, i) => i + ${salt}));`
      : `export const s${i} = step((rows: number[]): number[] => rows.map((row) => row + ${i}));`,
  );
  const calls = Array.from({ length: count }, (_, i) => `  const v${i} = await s${i}(${i === 0 ? "" : `v${i - 1}`});`);
  const path = join(folder, `chain${count}.ts`);
  writeFileSync(
    path,
    [
      'import { pipeline, step } from "zenc";',
      "",
      ...steps,
      "",
      `export const chain = pipeline("chain${count}", async () => {`,
      ...calls,
      `  return v${count - 1};`,
      "});",
      "",
    ].join("\n"),
  );
  return path;
}
