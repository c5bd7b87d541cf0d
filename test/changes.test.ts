// The law of changes: made in a fixture's source, a change makes its diagnostic go away, and TypeScript has nothing against it.
import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { type Change, changedText, type Diagnostic } from "../compiler/diagnostics/index.js";
import { diagnosticsOf } from "./diagnosticsOf.js";

const fixtures = fileURLToPath(new URL("./diagnostics", import.meta.url));
const types = fileURLToPath(new URL("../node_modules/@types", import.meta.url));
const folder = realpathSync(mkdtempSync(join(tmpdir(), "zenc-changes-")));
writeFileSync(
  join(folder, "tsconfig.json"),
  JSON.stringify({ extends: join(fixtures, "tsconfig.json"), compilerOptions: { typeRoots: [types] } }),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Codes whose fixture must offer a change, so that none is lost unseen. */
const changing = [
  "assignment-in-expression",
  "error-not-data",
  "for-in",
  "helper-async",
  "loop-list-changed",
  "materialize-field-unknown",
  "mutation-aliased",
  "mutation-shared",
  "option-unknown",
  "pipeline-not-exported",
  "promise-not-awaited",
  "step-in-callback",
  "step-not-awaited",
  "syntax-unsupported",
  "throw-not-error",
];
const names = readdirSync(fixtures, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

test.each(names)("%s", async (name) => {
  const found = await diagnosticsOf(join(fixtures, name));
  const changes = found.filter((one) => one.change !== undefined);
  expect(changes.some((one) => one.code === name)).toBe(changing.includes(name));
  for (const [index, one] of changes.entries()) {
    const after = await diagnosticsOf(changed(name, index, one.change as Change));
    expect(countOf(after, one.code)).toBe(countOf(found, one.code) - 1);
    expect(after.filter((other) => other.code.startsWith("typescript-"))).toEqual([]);
  }
});

const countOf = (diagnostics: readonly Diagnostic[], code: string): number =>
  diagnostics.filter((one) => one.code === code).length;

/** A copy of the fixture with the change made. */
function changed(name: string, index: number, change: Change): string {
  const copy = join(folder, `${name}-${index}`);
  cpSync(join(fixtures, name), copy, { recursive: true });
  const file = join(copy, change.span.file);
  writeFileSync(file, changedText(change, readFileSync(file, "utf8")));
  return copy;
}
