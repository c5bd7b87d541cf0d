// The target on a real Argo, as users have it: hostile texts arrive as they are, schedules fire, and a project goes the whole way, to pools of
// machines, with secrets and a store on S3.
import { existsSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { pushPipeline } from "../../cli/push.js";
import type { CompiledPipeline } from "../../compiler/compilation.js";
import { keys, type RunRecord } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { argoTarget } from "../../targets/argo/target.js";
import type { EmitRequest } from "../../targets/target.js";
import { createProject, type Project } from "../cli/zenc.js";
import { root, stepProcess } from "../conformance/shape.js";
import { openWorkspace, type Workspace } from "../random/laws/workspace.js";
import { until } from "./argo/held.js";
import { gpuNode, poolsPipeline, poolsStacks } from "./argo/pools.js";
import { type Argo, openArgo, submit } from "./argo/run.js";
import type { Manifest } from "./cluster/objects.js";
import { nodesOf } from "./cluster/workflows.js";
import { type RealServer, startRealS3 } from "./rclone/server.js";

let argo: Argo;
let folder: string;
let workspace: Workspace;
let s3: RealServer;
let project: Project;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zenc-argo-"));
  workspace = openWorkspace();
  s3 = await startRealS3();
  argo = await openArgo();
  argo.share(folder);
  project = await createProject({
    "pipeline.ts": poolsPipeline,
    "zenc.yaml": poolsStacks(s3.url("pools"), ["node", stepProcess]),
    "package.json": '{ "type": "module" }\n',
  });
  symlinkSync(realpathSync(join(root, "node_modules")), join(project.folder, "node_modules"));
});
afterAll(async () => {
  await argo?.close();
  await s3?.close();
  await project?.remove();
  await workspace?.close();
  await rm(folder, { recursive: true, force: true });
});

let last: Promise<unknown> = Promise.resolve();
/** One after another: a compiler compiles one batch at a time. */
async function compiled(name: string, text: string): Promise<CompiledPipeline> {
  const compiling = last.then(() => workspace.compile([{ name, text }]));
  last = compiling.catch(() => {});
  const [one] = await compiling;
  if (!one?.local) throw new Error(one?.refused.join("\n"));
  return one.local;
}

test.concurrent("whatever is given as a parameter arrives as it is", async () => {
  const text = `import { pipeline, step } from "zenc";
export const take = step((text: string): string => text);
export const hostile = pipeline(async ({ text, json }: { text: string; json?: string }) => {
  if (json !== undefined) await take(json);
  return await take(text);
});
`;
  const local = await compiled("hostile", text);
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

test.concurrent("a schedule fires in its time zone, and its run waits for one that is going on", async () => {
  // In Nepal clocks are 5:45 ahead: whoever took another zone would miss the minute.
  const at = Math.ceil((Date.now() + 20_000) / 60_000) * 60_000;
  const there = new Date(at + (5 * 60 + 45) * 60_000);
  const [turns, hold] = [join(folder, "turns"), join(folder, "hold")];
  writeFileSync(hold, "");
  const nightly = await compiled(
    "nightly",
    `import { appendFileSync, existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { deployer, pipeline } from "zenc";
export const turn = deployer(async (): Promise<void> => {
  appendFileSync("${turns}", "begins\\n");
  while (existsSync("${hold}")) await sleep(50);
  appendFileSync("${turns}", "ends\\n");
});
const schedule = { cron: "${there.getUTCMinutes()} ${there.getUTCHours()} * * *", timezone: "Asia/Kathmandu" };
export const nightly = pipeline({ schedule, concurrency: "forbid" }, async () => {
  await turn();
});
`,
  );
  const store = join(folder, "nightly");
  await pushPipeline(await openStore(store), nightly);
  const { plan, digest, source } = nightly;
  const stack = { name: "test", store, image: "zenc-step", options: { command: ["node", stepProcess] } };
  const files = argoTarget.emit({ plan, digest, source, stack } as EmitRequest);
  expect(files.map(({ path }) => path)).toEqual(["nightly.yaml", "nightly.cron.yaml"]);
  for (const { text } of files) await argo.cluster.client.apply(parse(text) as Manifest);

  const lines = () => (existsSync(turns) ? readFileSync(turns, "utf8").trim().split("\n") : []);
  const first = await submit(argo.cluster, "nightly", {});
  await until(async () => lines().length > 0);
  const labels = "workflows.argoproj.io/cron-workflow=nightly";
  const fired = await until(async () => (await argo.cluster.client.list("Workflow", { labels }))[0]);
  const time = fired.metadata.annotations?.["workflows.argoproj.io/scheduled-time"] ?? "";
  expect(Date.parse(time)).toBe(at);
  const waits = await argo.cluster.waitFor(fired.metadata.name, ({ status }) => status?.message !== undefined);
  expect(waits.status).toMatchObject({ phase: "Pending", message: expect.stringMatching(/Waiting for .*Mutex\/nightly lock/) });
  expect(lines()).toEqual(["begins"]);
  rmSync(hold);
  const done = await Promise.all([first, fired.metadata.name].map((name) => argo.cluster.waitFor(name)));
  expect(done.map(({ status }) => status?.phase)).toEqual(["Succeeded", "Succeeded"]);
  expect(lines()).toEqual(["begins", "ends", "begins", "ends"]);
});

async function zenc(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await project.zenc(words);
  expect(code, stderr).toBe(0);
  return stdout;
}
const production = ["--stack", "production"];

test.concurrent("a project goes the whole way: compiled, pushed to S3, applied, run on its pools, explained", async () => {
  const { client } = argo.cluster;
  await argo.cluster.addNode({ name: "small", labels: { "cloud.google.com/gke-nodepool": "small" } });
  await argo.cluster.addNode(gpuNode("t4", "nvidia-tesla-t4", 2));
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION } = process.env;
  const secret = (name: string, stringData: object) =>
    client.create({ apiVersion: "v1", kind: "Secret", metadata: { name }, stringData });
  await secret("s3", { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION });
  process.env.API_TOKEN = "s3cr3t"; // Of the run on this machine.
  await secret("steps", { API_TOKEN: process.env.API_TOKEN });
  await zenc("compile", "pipeline.ts", ...production, "--out", "argo", "--push");
  for (const name of await readdir(join(project.folder, "argo")))
    await client.apply(parse(await readFile(join(project.folder, "argo", name), "utf8")) as Manifest);

  const run = await submit(argo.cluster, "pools", { count: "4" });
  const workflow = await argo.cluster.waitFor(run);
  expect(workflow.status?.phase, await argo.cluster.logs(run)).toBe("Succeeded");
  const pods = nodesOf(workflow).filter(({ type }) => type === "Pod");
  const places = pods.map(({ displayName, hostNodeName }) => [displayName.replace(/\(.*/, ""), hostNodeName] as const);
  expect(Object.fromEntries(places)).toEqual({ list: "small", sign: "small", train: "t4", "loop-1": "small", "gate-1": "small" });
  const shown = JSON.parse(await zenc("show", run, ...production, "--format", "json"));
  const words = ["--pipeline", "pools", "--stack", "local", "--param", "count=4", "--format", "json"];
  const here = JSON.parse(await zenc("run", "pipeline.ts", ...words));
  expect([shown.status, shown.result]).toEqual(["succeeded", here.result]);

  const pending = await submit(argo.cluster, "large", {});
  await argo.cluster.waitFor(pending, (one) =>
    nodesOf(one).some(({ phase, message }) => phase === "Pending" && message?.includes("nodes are available")),
  );
  const all = await zenc("show", pending, ...production);
  expect(all).toMatch(/big +not ended +runs or is to start on a100/);
  expect(all).toMatch(/add +not ended +waits for big/);
  const one = await zenc("show", pending, "big", ...production);
  expect(one).toContain("the pool a100, 4 gpu");
  const [, labels = ""] = /kubectl describe pods --selector (\S+)/.exec(one) ?? [];
  const found = await client.list("Pod", { labels });
  const reasons = found.flatMap(({ status }) => status?.conditions?.find(({ type }) => type === "PodScheduled")?.message ?? []);
  expect(reasons).toEqual([expect.stringContaining("didn't match Pod's node affinity/selector")]);
  await argo.cluster.addNode(gpuNode("a100", "nvidia-a100-80gb", 8));
  expect((await argo.cluster.waitFor(pending)).status?.phase).toBe("Succeeded");
});
