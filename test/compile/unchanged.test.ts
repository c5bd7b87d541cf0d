// An unchanged compile is recognised by its stamp; whatever may change the outcome makes it a changed one.
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isUnchanged, type Stamp, stampOf } from "../../compiler/unchanged.js";

const request = { files: ["pipeline.ts"], stack: { name: "local" } };

describe("isUnchanged", () => {
  let folder: string;
  let stamp: Stamp;
  const file = (name: string): string => join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "zenc-unchanged-"));
    writeFileSync(file("pipeline.ts"), "export const a = 1;");
    writeFileSync(file("dag.py"), "dag");
    stamp = JSON.parse(JSON.stringify(stampOf(request, [file("pipeline.ts"), file("dag.py")]))) as Stamp;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("holds while nothing changes, also if a file was only touched", () => {
    expect(isUnchanged(stamp, request)).toBe(true);
    utimesSync(file("pipeline.ts"), new Date(0), new Date(0));
    expect(isUnchanged(stamp, request)).toBe(true);
  });
  it.each([
    ["an input has another text of the same length", () => writeFileSync(file("pipeline.ts"), "export const a = 2;")],
    ["an output is gone", () => rmSync(file("dag.py"))],
    ["a tsconfig.json appeared", () => writeFileSync(file("tsconfig.json"), "{}")],
    ["packages were installed", () => writeFileSync(file("package-lock.json"), "{}")],
  ])("does not hold when %s", (_, change) => {
    change();
    // Another time of change, however coarse the clock of the file system is.
    for (const name of ["pipeline.ts"]) utimesSync(file(name), new Date(1), new Date(1));
    expect(isUnchanged(stamp, request)).toBe(false);
  });
  it("does not hold for another request or another build of zenc", () => {
    expect(isUnchanged(stamp, { ...request, stack: { name: "production" } })).toBe(false);
    expect(isUnchanged({ ...stamp, compiler: stamp.request }, request)).toBe(false);
  });
});
