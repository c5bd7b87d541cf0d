// Values that only a materializer of the author's stores, and tables of apache-arrow: a pipeline passes them on, and is refused where it
// looks into one.
import { expect, test } from "vitest";
import { lowerAll } from "./lowering.js";

const head = `import { materializer, pipeline, step } from "zenc";
export class Frame { name = "frame"; rows(): number[] { return []; } }
export const frames = materializer<Frame>({ write: () => undefined, read: () => new Frame() });
export const several = materializer<Frame[]>({ write: () => undefined, read: () => [] });
export const csv = materializer<{ n: number }[]>({ write: () => undefined, read: () => [] });
export const load = step({ materialize: frames }, (): Frame => new Frame());
export const perhaps = step({ materialize: frames }, (): Frame | null => null);
export const all = step({ materialize: several }, (): Frame[] => []);
export const rows = step({ materialize: csv }, (): { n: number }[] => []);
export const parts = step({ materialize: { frame: frames } }, (): { frame: Frame; n: number } => ({ frame: new Frame(), n: 1 }));
export const use = step((value: unknown): number => Number(value));
`;
const passed = [
  "return await use(await load());",
  "const frame = await perhaps(); return frame === null ? 0 : await use(frame);",
  "const { frame, n } = await parts(); return (await use(frame)) + n;",
  "const kept = [await load(), await load()]; return await Promise.all(kept.map((frame) => use(frame)));",
  "const found = await rows(); return await Promise.all(found.filter(({ n }) => n > 1).map((row) => use(row)));",
];
const refused = [
  "return (await load()).name;",
  "return (await load()).rows();",
  "const { name } = await load(); return name;",
  'const frame = await load(); return await use("frame" + frame);',
  "const frame = await load(); return { ...frame };",
  "const frame = await perhaps(); return frame?.name;",
  "return (await parts()).frame.name;",
  "const frames = await all(); return frames.length;",
  "const frames = await all(); return await Promise.all(frames.map((frame) => use(frame)));",
  "const frames = await all(); return await Promise.all(frames.map(use));",
  "const frames = await all(); for (const frame of frames) await use(frame);",
  "const frames = await all(); const sums: number[] = []; for (const frame of frames) sums.push(await use(frame)); return sums;",
  "return await Promise.all(Array.from(await all(), (frame) => use(frame)));",
  "return JSON.stringify(await load());",
];

const lowered = lowerAll(
  [...passed, ...refused].map((body) => ({ text: `${head}export const main = pipeline("main", async () => { ${body} });` })),
);
const found = (index: number) => lowered[index]?.diagnostics.map(({ code }) => code);

test.each(passed.map((body, index) => [body, index] as const))("passed on: %s", (_, index) => {
  expect(found(index)).toEqual([]);
});

test.each(refused.map((body, index) => [body, passed.length + index] as const))("refused: %s", (_, index) => {
  expect([...new Set(found(index))]).toEqual(["value-opaque"]);
});
