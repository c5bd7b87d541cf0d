// The pipelines that are measured, the same for every tool: a chain of n trivial steps over a list of 100 numbers, and eight trainers.
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

/** Writes `fan<n>.ts`, whose list a step tells, into a folder. Returns its path. */
export function writeFan(folder, count) {
  const path = join(folder, `fan${count}.ts`);
  const text = `import { pipeline, step } from "zenc";

export const list = step((): number[] => Array.from({ length: ${count} }, (_, i) => i));
export const work = step((item: number): number => item + 1);
export const fan = pipeline("fan${count}", async () => {
  const items = await list();
  await Promise.all(items.map((item) => work(item)));
});
`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Writes `calls<n>.ts`, n calls of one step one after another. */
export const writeCalls = (folder, count) => writeStrands(folder, count, 1, "calls");

/** Writes `strands<n>.ts`, n calls of one step in chains side by side, into a folder. Returns its path. */
export function writeStrands(folder, count, width, name = "strands") {
  const path = join(folder, `${name}${count}.ts`);
  const calls = Array.from({ length: count }, (_, i) => `  const v${i} = await work(${i < width ? 0 : `v${i - width}`}, ${i});`);
  const text = `import { pipeline, step } from "zenc";

export const work = step((row: number, i: number): number => row + i);
export const ${name} = pipeline("${name}${count}", async () => {
${calls.join("\n")}
});
`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Eight trainers side by side, and a deployment if the best is good enough. */
const trainersText = `import { pipeline, step } from "zenc";

type Data = { train: number[]; test: number[] };
export const load = step((): number[] => Array.from({ length: 100 }, (_, i) => i));
export const split = step((rows: number[]): Data => ({ train: rows.slice(0, 80), test: rows.slice(80) }));
export const train = step((data: Data, rate: number): number => data.train.reduce((a, b) => a + b, 0) / (1 + Math.abs(rate - 5)));
export const best = step((scores: number[]): number => Math.max(...scores));
export const deploy = step((score: number): string => \`deployed \${score}\`);

export const trainers = pipeline("trainers", async ({ limit = 100 }: { limit?: number }) => {
  const data = await split(await load());
  const score = await best(await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((rate) => train(data, rate))));
  if (score > limit) await deploy(score);
});
`;

/** Writes `trainers.ts` into a folder. Returns its path. */
export function writeTrainers(folder) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "trainers.ts");
  writeFileSync(path, trainersText);
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
