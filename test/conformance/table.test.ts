// docs/conformance.md is current; `node scripts/conformance-table.mjs` writes it anew. Every family is tested.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { engines } from "./engines.js";
import { families, root } from "./shape.js";
import { tableFile, writeTable } from "./table.js";
import { itemsIn } from "./trace.js";

// Every shape is compiled for every engine.
test("docs/conformance.md is current", { timeout: 180_000 }, async () => {
  const text = await writeTable(engines);
  if (process.env.UPDATE) writeFileSync(tableFile, text);
  expect(existsSync(tableFile) ? readFileSync(tableFile, "utf8") : "").toBe(text);
});

test("every family has a test file", () => {
  expect(families.filter((family) => !existsSync(join(root, "test/conformance", `${family}.test.ts`)))).toEqual([]);
});

test("items are counted at each depth", () => {
  expect(itemsIn("succeeded")).toEqual([1]);
  expect(itemsIn("succeeded×3 skipped")).toEqual([4]);
  expect(itemsIn("(succeeded×2) skipped (succeeded caught not-run)×3")).toEqual([5, 3]);
  expect(itemsIn("((succeeded×6)×2)×3")).toEqual([3, 2, 6]);
});
