// Every code has one fixture folder, and every folder renders to the diagnostics.txt beside it. `UPDATE=1` writes the texts anew.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { codes, orderDiagnostics, renderText } from "../compiler/diagnostics/index.js";
import { diagnosticsOf } from "./diagnosticsOf.js";

const root = fileURLToPath(new URL("./diagnostics", import.meta.url));
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

describe.each(folders)("%s", (name) => {
  const folder = join(root, name);
  test("shows the code first, as its diagnostics.txt says", async () => {
    const diagnostics = orderDiagnostics(await diagnosticsOf(folder));
    const code = diagnostics[0]?.code.replace(/^typescript-\d+$/, "typescript");
    expect(code, `the first diagnostic of test/diagnostics/${name}`).toBe(name);
    const readSource = (file: string) => {
      const path = join(folder, file);
      return existsSync(path) ? readFileSync(path, "utf8") : undefined;
    };
    const text = renderText(diagnostics, { readSource });
    const expected = join(folder, "diagnostics.txt");
    if (process.env.UPDATE) writeFileSync(expected, text);
    expect(text).toBe(
      existsSync(expected) ? readFileSync(expected, "utf8") : "(no diagnostics.txt: run with UPDATE=1 and read it)",
    );
  });
});

test("every code has one folder, and every folder a code", () => {
  expect(folders).toEqual([...Object.keys(codes), "typescript"].sort());
});
