// What the plans of plans.ts and wired.ts become, letter by letter. `UPDATE=1` writes the files anew: read the difference.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { airflowTarget } from "../../targets/airflow/target.js";
import type { EmitRequest } from "../../targets/target.js";
import { everything, fanOut, linear, odd, requestOf } from "./plans.js";
import { known, loops, nested, tries } from "./wired.js";

/** The stack of a request, in pods. */
const inPods = (request: EmitRequest, more: Partial<EmitRequest["stack"]> = {}): EmitRequest => {
  const { options } = request.stack;
  return {
    ...request,
    stack: { ...request.stack, image: "registry.example.com/steps:1", ...more, options: { flavour: "kubernetes", ...options } },
  };
};

const cases: Readonly<Record<string, EmitRequest>> = {
  linear: requestOf(linear),
  "fan-out": requestOf(fanOut, { runtime: "beside" }, "/shared/zenc"),
  odd: requestOf(odd, {}, ".zenc"),
  tries: requestOf(tries),
  loops: requestOf(loops, { accelerators: { a100: { queue: "gpu", pool: "gpus" } } }),
  nested: requestOf(nested),
  "pods-linear": inPods(requestOf(linear, {}, "s3://ml/$(HOME)/{{ zenc }}")),
  "pods-fan-out": inPods(
    requestOf(fanOut, { namespace: "ml", serviceAccount: "steps", connection: "cluster", deferrable: true }),
  ),
  "pods-everything": inPods(
    requestOf(everything, { pool: "ml", command: ["node", "/app/zenc-step.mjs"], startupTimeoutSeconds: 600 }),
    {
      accelerators: [
        {
          name: "a100",
          gpus: 8,
          memoryBytes: 2 ** 36,
          sections: { kubernetes: { profile: "gke", accelerator: "nvidia-a100-80gb" } },
        },
      ],
      sections: { kubernetes: { annotations: { "example.com/note": "{{ not a template }} $(NOR) this" }, secret: "steps" } },
    },
  ),
  known: requestOf(known, { accelerators: { a100: { queue: "gpu", pool: "gpus" } } }),
  everything: requestOf(everything, {
    pool: "ml",
    owner: "team",
    tags: ["zenc", "ml"],
    accelerators: { a100: { queue: "gpu" } },
    startDate: "2026-01-01",
  }),
};

describe.each(Object.entries(cases))("%s", (name, request) => {
  const golden = fileURLToPath(new URL(`./goldens/${name}.py`, import.meta.url));
  const [file, ...others] = airflowTarget.emit(request);

  test("is its golden file", () => {
    expect(others).toEqual([]);
    expect(file?.path).toBe(`${request.plan.pipeline}.py`);
    if (process.env.UPDATE) {
      mkdirSync(dirname(golden), { recursive: true });
      writeFileSync(golden, file?.text ?? "");
    }
    expect(file?.text).toBe(readFileSync(golden, "utf8"));
  });

  test("is ASCII, and the same each time", () => {
    expect(file?.text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(airflowTarget.emit(structuredClone(request))).toEqual([file]);
  });
});
