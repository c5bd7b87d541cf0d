// What the target emits is accepted: by Argo's own linter, and by the strict dry run of an API server that knows every field of Argo's kinds.
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Stack } from "../../compiler/ir/index.js";
import { readStack } from "../../compiler/stack/index.js";
import { flawsOf } from "../../targets/argo/inspect.js";
import { planTemplate } from "../../targets/argo/plan.js";
import { argoTarget } from "../../targets/argo/target.js";
import { targets } from "../../targets/index.js";
import type { EmitRequest } from "../../targets/target.js";
import { everything, fanOut, linear, odd } from "../airflow/plans.js";
import { beside, caught, deep, outside, requestOf } from "../argo/plans.js";
import { compiledOf, compileShapes, optionsFor } from "../conformance/compiled.js";
import { readExamples, readShapes, root } from "../conformance/shape.js";
import { placedSteps, requestFor } from "../pod/steps.js";
import { type Cluster, openCluster } from "./cluster/cluster.js";
import type { Manifest } from "./cluster/objects.js";

let cluster: Cluster;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zenc-argo-"));
  cluster = await openCluster({ crds: "full" });
});
afterAll(async () => {
  await cluster?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A CronWorkflow is looked at with its template, in one namespace. */
async function accepted(requests: readonly EmitRequest[]): Promise<void> {
  const files: string[] = [];
  for (const [at, request] of requests.entries()) {
    expect(flawsOf(planTemplate(request))).toEqual([]);
    for (const { path, text } of argoTarget.emit(request)) {
      const manifest = parse(text) as Manifest;
      const name = `p${at}-${(manifest.metadata as { name: string }).name}`.slice(0, 52).replace(/-$/, "");
      const placed = { ...manifest, metadata: { ...manifest.metadata, name, namespace: "default" } };
      await cluster.client.create(placed, { strictDryRun: true });
      if (!manifest.apiVersion.startsWith("argoproj.io/")) continue;
      const file = join(folder, `${at}-${path}`);
      await writeFile(
        file,
        text.replace(/^(metadata:\n {2}name: )(.*)\n( {2}namespace: .*\n)?/m, "$1$2\n  namespace: default\n"),
      );
      files.push(file);
    }
  }
  const { passed, said } = await cluster.lint(...files);
  expect(passed, said).toBe(true);
}

describe("Argo's linter and the API server accept", () => {
  test("every kind of plan", async () => {
    await accepted([linear, fanOut, odd, outside, beside, deep, caught, everything].map((plan) => requestOf(plan)));
  });

  test("every shape and every example", async () => {
    const shapes = [...readShapes(), ...readExamples()];
    const compiled = await compileShapes(shapes, argoTarget);
    await accepted(
      shapes.map((shape): EmitRequest => {
        const { plan, digest, source } = compiledOf(compiled, shape);
        const options = optionsFor(shape, argoTarget);
        return { plan, digest, source, stack: { name: "test", store: "s3://ml/zenc", image: "zenc:1", options } };
      }),
    );
  });

  test("pods of every kind of cluster", async () => {
    const stacks = join(root, "test/pod/stacks");
    const names = readdirSync(stacks).filter((name) => name.endsWith(".yaml"));
    await accepted(
      names.map((name) => {
        // What Argo would evaluate is refused before: see `checkArgo`.
        const text = readFileSync(join(stacks, name), "utf8").replace("{{ anybody }}", "anybody");
        const { stack } = readStack(text, name, {}, targets);
        return requestFor({ ...(stack as Stack), options: {} }, placedSteps(stack as Stack), name.replace(".yaml", ""));
      }),
    );
  });
});

test("the API server knows every field: one that is not there is refused", async () => {
  const [file] = argoTarget.emit(requestOf(linear));
  const manifest = parse(file?.text ?? "") as Manifest & { readonly spec: { readonly templates: readonly object[] } };
  const [first, ...others] = manifest.spec.templates;
  const templates = [{ ...first, retryStrategie: {} }, ...others];
  const wrong = { ...manifest, spec: { ...manifest.spec, templates } };
  await expect(cluster.client.create(wrong, { strictDryRun: true })).rejects.toThrow(/unknown field "spec.templates\[0\].retry/);
});
