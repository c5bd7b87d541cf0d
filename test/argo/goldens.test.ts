// What plans become, letter by letter. `UPDATE=1` writes the files anew: read the difference.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { flawsOf } from "../../targets/argo/inspect.js";
import { planTemplate } from "../../targets/argo/plan.js";
import { argoTarget } from "../../targets/argo/target.js";
import type { EmitRequest } from "../../targets/target.js";
import { everything, fanOut, linear, odd } from "../airflow/plans.js";
import { beside, caught, deep, outside, requestOf } from "./plans.js";

const cases: Readonly<Record<string, EmitRequest>> = {
  linear: requestOf(linear),
  "fan-out": requestOf(fanOut),
  odd: requestOf(odd, {}, ".zenc"),
  outside: requestOf(outside),
  beside: requestOf(beside),
  deep: requestOf(deep),
  caught: requestOf(caught),
  everything: requestOf(everything, {
    namespace: "ml",
    serviceAccount: "zenc",
    command: ["node", "/opt/zenc/zenc-step.mjs"],
    parallelism: 8,
    podGC: "never",
    keepSeconds: { succeeded: 60 },
    labels: { team: "ml" },
  }),
};
const folder = fileURLToPath(new URL("./goldens/", import.meta.url));

describe.each(Object.entries(cases))("%s", (_, request) => {
  const files = argoTarget.emit(request);

  test("is its golden files", () => {
    for (const { path, text } of files) {
      if (process.env.UPDATE) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      expect(text).toBe(readFileSync(join(folder, path), "utf8"));
    }
  });

  test("has no flaw that Argo would let pass, and is the same each time", () => {
    expect(flawsOf(planTemplate(request))).toEqual([]);
    expect(argoTarget.emit(structuredClone(request))).toEqual(files);
  });
});
