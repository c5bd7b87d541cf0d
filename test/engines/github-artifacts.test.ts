// The store without a cloud: what the jobs of a run leave are its artifacts, under act with doubles of GitHub's two actions. Shapes of each kind come to
// what they come to on this machine; a run that is started again goes on from what its first attempt has left.
import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pushPipeline } from "../../cli/push.js";
import { readRun } from "../../runtime/history/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { codeFolder } from "../../targets/github/artifacts.js";
import { planWorkflow } from "../../targets/github/plan.js";
import { writeWorkflow } from "../../targets/github/write.js";
import { compiledProject, project } from "../bundle/project.js";
import { localEngine } from "../conformance/local.js";
import { proveShapes } from "../conformance/proof.js";
import { readShapes, type Shape } from "../conformance/shape.js";
import { runWithAct } from "./github/act.js";
import { githubRequest, githubWith } from "./github/engine.js";
import { installGithub } from "./github/install.js";

const engine = githubWith({ artifacts: true });
const chosen = [
  ...["body", "chunked", "early-return", "effects", "failing-item", "if-else", "parameters", "retry", "timeout", "values"].map(
    (name) => `basics/${name}`,
  ),
  ...["for-of-carried", "nested-fan-out-conditions", "on-failure-fails"].map((name) => `constructs/${name}`),
  ...["around-fan-out", "expression", "finally-fails", "in-item", "retries-everywhere", "snapshots"].map(
    (name) => `failures/${name}`,
  ),
  ...["conditional-gather", "nested-gathers"].map((name) => `loops/${name}`),
  ...["per-item", "sweep", "trainer"].map((name) => `known/${name}`),
];
/** No run knows what another one has computed: without the cases that go on from others. */
const alone = (shape: Shape): Shape => ({
  ...shape,
  cases: Object.fromEntries(Object.entries(shape.cases).filter(([name]) => (shape.before[name] ?? []).length === 0)),
});
const shapes = readShapes()
  .filter(({ name }) => chosen.includes(name))
  .map(alone);

test("each of them is there", () => {
  expect(shapes.map(({ name }) => name).sort()).toEqual([...chosen].sort());
});
proveShapes(shapes, [localEngine, engine]);

test("a run that is started again goes on from what its first attempt has left", async () => {
  const folder = await mkdtemp(join(tmpdir(), "zenc-again-"));
  try {
    const mended = join(folder, "mended");
    const compiled = await compiledProject(
      project({
        "tsconfig.json": JSON.stringify({
          compilerOptions: { strict: true, module: "esnext", moduleResolution: "bundler", target: "es2022" },
        }),
        "node.d.ts": 'declare module "node:fs" { export function existsSync(path: string): boolean; }',
        "pipeline.ts": `/// <reference path="./node.d.ts" />
import { existsSync } from "node:fs";
import { pipeline, step } from "zenc";
export const load = step((count: number): number[] => Array.from({ length: count }, (_, at) => at));
export const check = step({ effect: true }, (values: number[]): number => {
  if (!existsSync(${JSON.stringify(mended)})) throw new Error("not yet");
  return values.length;
});
export const again = pipeline("again", async () => await check(await load(3)));
`,
      }),
    );
    const code = join(folder, "code");
    await pushPipeline(await openStore(code), compiled);
    const text = writeWorkflow(planWorkflow(githubRequest(compiled, "github://example/example")));
    const tools = await installGithub();
    const kept = join(folder, "kept");
    const attempt = (number: number) =>
      runWithAct(tools, {
        path: ".github/workflows/again.yml",
        text,
        inputs: {},
        attempt: number,
        kept,
        folders: { [codeFolder("again")]: code },
      });
    const read = async () => {
      const store = join(folder, "seen");
      await rm(store, { recursive: true, force: true });
      for (const name of await readdir(join(kept, "artifacts"))) {
        await cp(join(kept, "artifacts", name), store, { recursive: true });
      }
      const view = await readRun(await openStore(store), "again", "1");
      return { status: view?.status, attempts: view?.nodes.flatMap((node) => (node.step ? [[node.node, node.attempts]] : [])) };
    };
    const first = await attempt(1);
    expect(first.status, first.log.slice(-4000)).toBe("failed");
    expect((await readdir(join(kept, "artifacts"))).sort()).toEqual(["zenc.again.check.1", "zenc.again.load.1"]);
    expect((await read()).status).toBe("failed");
    await writeFile(mended, "");
    const second = await attempt(2);
    expect(second.status, second.log.slice(-4000)).toBe("succeeded");
    expect(await read()).toEqual({
      status: "succeeded",
      attempts: [
        ["load", 1],
        ["check", 2],
      ],
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
