// Large bodies: no deep recursion where the text is long, and structure that grows with the text, not with its paths.
import { expect, test } from "vitest";
import { lowerText, onlyPipeline } from "./lowering.js";
import { sourceOf } from "./programs.js";

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");
const lower = (body: string) => onlyPipeline(lowerText(sourceOf({ name: "", body, sets: [] })));
const sizeOf = (body: string) => JSON.stringify(lower(body).structure).length;

test("a thousand steps in a row", () => {
  const pipeline = lower(`const x0 = n;\n${lines(1000, (i) => `const x${i + 1} = await add(x${i}, ${i});`)}\nreturn x1000;`);
  expect(pipeline.structure).toHaveLength(1000);
  expect(new Set(pipeline.structure.map((node) => node.id)).size).toBe(1000);
});

test("two hundred nested ifs", () => {
  const depth = 200;
  const pipeline = lower(
    `let r = 0;\n${lines(depth, (i) => `if (n > ${i}) { r = await add(r, ${i});`)}\n${"}".repeat(depth)}\nreturn r;`,
  );
  expect(pipeline.steps.size).toBe(1);
});

test("two hundred early returns", () => {
  expect(lower(`${lines(200, (i) => `if (n === ${i}) return await double(${i});`)}\nreturn -1;`).steps.size).toBe(1);
});

test("five thousand lines", () => {
  const body = `${lines(5000, (i) => (i % 10 === 0 ? `const y${i} = await double(n + ${i});` : `const z${i} = n * ${i} + ${i % 7};`))}\nreturn z4999;`;
  expect(lower(body).structure.filter((node) => node.kind === "call")).toHaveLength(500);
});

test("repeated branches over one variable stay linear", () => {
  const chain = (count: number) => `let x = n;\n${lines(count, (i) => `if (x > ${i}) { x = await add(x, ${i}); }`)}\nreturn x;`;
  const ten = sizeOf(chain(10));
  const forty = sizeOf(chain(40));
  expect(forty / ten).toBeLessThan(5);
});

test("steps without values in a row wait for the one before only", () => {
  const pipeline = lower(lines(300, (i) => `await notify("x", ${i});`));
  expect(pipeline.structure.at(-1)?.after).toEqual(["notify_299"]);
});
