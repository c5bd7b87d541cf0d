// The pipelines that are measured: a chain of n trivial steps over a list of 100 numbers, the same for every tool.
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../scripts/counts.mjs";

/** The text of a chain; `salt` is a number in its first step, so that a changed file can be had. */
export function chainText(count, salt = 0) {
  const steps = Array.from({ length: count }, (_, i) =>
    i === 0
      ? `export const s0 = step((): number[] => Array.from({ length: 100 }, (_, i) => i + ${salt}));`
      : `export const s${i} = step((rows: number[]): number[] => rows.map((row) => row + ${i}));`,
  );
  const calls = Array.from({ length: count }, (_, i) => `  const v${i} = await s${i}(${i === 0 ? "" : `v${i - 1}`});`);
  return [
    'import { pipeline, step } from "zenc";',
    "",
    ...steps,
    "",
    `export const chain = pipeline("chain${count}", async () => {`,
    ...calls,
    `  return v${count - 1};`,
    "});",
    "",
  ].join("\n");
}

/** Writes `chain<n>.ts` into a folder. Returns its path. */
export function writeChain(folder, count, salt = 0) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `chain${count}.ts`);
  writeFileSync(path, chainText(count, salt));
  return path;
}

/** Copies the penguins example, with the packages that it needs, into a folder. Returns its path and a way to change its pipeline. */
export function copyPenguins(folder) {
  const project = join(folder, "penguins");
  cpSync(join(root, "examples/penguins"), project, { recursive: true });
  for (const name of ["@tensorflow", "@types", "typescript"]) {
    mkdirSync(join(project, "node_modules"), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(project, "node_modules", name), "dir");
  }
  symlinkSync(root, join(project, "node_modules/zenc"), "dir");
  const path = join(project, "pipeline.ts");
  const text = readFileSync(path, "utf8");
  return { project, path, changed: (salt) => `${text}export const salt = ${salt};\n` };
}
