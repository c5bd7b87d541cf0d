// What the target emits on a real Argo: accepted by its linter and by the API server, and hostile texts arrive as they are.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { pushPipeline } from "../../cli/push.js";
import { keys, type RunRecord } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { flawsOf } from "../../targets/argo/inspect.js";
import { planTemplate } from "../../targets/argo/plan.js";
import { argoTarget } from "../../targets/argo/target.js";
import type { EmitRequest } from "../../targets/target.js";
import { everything, fanOut, linear, odd } from "../airflow/plans.js";
import { beside, caught, deep, outside, requestOf } from "../argo/plans.js";
import { compileShapes, optionsFor } from "../conformance/compiled.js";
import { readShapes } from "../conformance/shape.js";
import { openWorkspace, type Workspace } from "../random/laws/workspace.js";
import { type Argo, openArgo } from "./argo/run.js";
import type { Manifest } from "./cluster/objects.js";

let argo: Argo;
let folder: string;
let workspace: Workspace;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zenc-argo-"));
  workspace = openWorkspace();
  argo = await openArgo();
  argo.share(folder);
});
afterAll(async () => {
  await argo?.close();
  await workspace?.close();
  await rm(folder, { recursive: true, force: true });
});

/** A CronWorkflow is looked at with its template, in one namespace. */
async function accepted(requests: readonly EmitRequest[]): Promise<void> {
  const files: string[] = [];
  for (const [at, request] of requests.entries()) {
    expect(flawsOf(planTemplate(request))).toEqual([]);
    for (const { path, text } of argoTarget.emit(request)) {
      const file = join(folder, `${at}-${path}`);
      const manifest = parse(text) as Manifest;
      const name = `p${at}-${(manifest.metadata as { name: string }).name}`.slice(0, 52).replace(/-$/, "");
      const placed = { ...manifest, metadata: { ...manifest.metadata, name, namespace: "default" } };
      await argo.cluster.client.create(placed, { strictDryRun: true });
      await writeFile(
        file,
        text.replace(/^(metadata:\n {2}name: )(.*)\n( {2}namespace: .*\n)?/m, "$1$2\n  namespace: default\n"),
      );
      files.push(file);
    }
  }
  const { passed, said } = await argo.cluster.lint(...files);
  expect(passed, said).toBe(true);
}

describe("Argo's linter and the API server accept", () => {
  test("every kind of plan", async () => {
    await accepted([linear, fanOut, odd, outside, beside, deep, caught, everything].map((plan) => requestOf(plan)));
  });

  test("every shape", async () => {
    const compiled = await compileShapes(readShapes(), argoTarget);
    const requests = readShapes().flatMap((shape): EmitRequest[] => {
      const one = compiled.get(shape.name);
      if (one === undefined || "error" in one) throw new Error(`${shape.name} does not compile.`);
      const { plan, digest, source } = one;
      const options = optionsFor(shape, argoTarget);
      return [{ plan, digest, source, stack: { name: "test", store: "s3://ml/zenc", image: "zenc:1", options } }];
    });
    await accepted(requests);
  });
});

test("whatever is given as a parameter arrives as it is", async () => {
  const text = `import { pipeline, step } from "zenc";
export const take = step((text: string): string => text);
export const hostile = pipeline(async ({ text, json }: { text: string; json?: string }) => {
  if (json !== undefined) await take(json);
  return await take(text);
});
`;
  const [compiled] = await workspace.compile([{ name: "hostile", text }]);
  if (!compiled?.local) throw new Error(compiled?.refused.join("\n"));
  const { local } = compiled;
  const url = join(folder, "store");
  const store = await openStore(url);
  await pushPipeline(store, local);
  const texts = [
    "{{workflow.uid}}",
    "{{=1+1}}",
    "{{",
    "}}{{{{",
    "{{workflow.parameters.json}}",
    "$(HOME) $HOME `id` $(id)",
    `it's "quoted" \\ \\n\n---\n# é 漢 \u{1f427}`,
    "</script>&<>",
  ];
  const runs = await Promise.all(
    texts.map((given) => argo.run({ compiled: local, parameters: { text: given, json: given }, store: url })),
  );
  for (const [at, { workflow, run, explain }] of runs.entries()) {
    expect(workflow.status?.phase, await explain()).toBe("Succeeded");
    const bytes = await store.get(keys.run(local.plan.pipeline, run));
    const record = JSON.parse(Buffer.from(bytes ?? []).toString()) as RunRecord;
    expect(record.parameters).toEqual({ text: texts[at], json: texts[at] });
  }
});
