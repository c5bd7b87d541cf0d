// What plans become, letter by letter. `UPDATE=1` writes the files anew: read the difference.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { flawsOf } from "../../targets/github/inspect.js";
import { planWorkflow } from "../../targets/github/plan.js";
import { githubTarget } from "../../targets/github/target.js";
import { cases } from "./plans.js";

const folder = fileURLToPath(new URL("./goldens/", import.meta.url));

describe.each(Object.entries(cases))("%s", (name, request) => {
  const files = githubTarget.emit(request);

  test("is its golden file", () => {
    const [file, ...more] = files;
    expect(more).toEqual([]);
    const path = join(folder, `${name}.yml`);
    if (process.env.UPDATE) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file?.text ?? "");
    }
    expect(file?.text).toBe(readFileSync(path, "utf8"));
  });

  test("has no flaw, and is the same each time", () => {
    expect(flawsOf(planWorkflow(request))).toEqual([]);
    expect(githubTarget.emit(structuredClone(request))).toEqual(files);
  });
});
