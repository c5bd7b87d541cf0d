// The cluster that other tests run on: that it is a real one.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { ApiError } from "./cluster/client.js";
import { type Cluster, openCluster } from "./cluster/cluster.js";
import { installCluster } from "./cluster/install.js";
import { dag, script, template, workflow } from "./cluster/manifests.js";
import type { Manifest, Pod, Workflow } from "./cluster/objects.js";
import { nodesOf, phasesOf } from "./cluster/workflows.js";

let cluster: Cluster;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zenc-on-cluster-"));
  cluster = await openCluster({ nodes: [{ name: "cpu-0", labels: { pool: "cpu" } }] });
  cluster.share(folder);
  const taints = [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }];
  await cluster.addNode({ name: "gpu-0", labels: { pool: "gpu" }, taints, gpus: 4 });
});
afterAll(async () => {
  await cluster?.close();
  await rm(folder, { recursive: true, force: true });
});

const start = async (manifest: Manifest): Promise<string> => (await cluster.client.create<Workflow>(manifest)).metadata.name;
const run = async (manifest: Manifest): Promise<Workflow> => cluster.waitFor(await start(manifest));
const podsOf = (name: string): Promise<readonly Pod[]> =>
  cluster.client.list("Pod", { labels: `workflows.argoproj.io/workflow=${name}` });
const lines = async (name: string) => (await readFile(join(folder, name), "utf8")).trim().split("\n");
/** Asks until something is so. */
async function until<T>(ask: () => Promise<T | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await ask();
    if (answer) return answer;
    await sleep(100);
  }
  throw new Error("It did not come to be.");
}

test("a template with what pipelines are made of", async () => {
  const echo = script("echo", 'echo "$ITEM" >> /out/said; test "$ITEM" != b', ["said"], {
    inputs: { parameters: [{ name: "item" }] },
    container: {
      name: "main",
      image: "busybox",
      command: ["sh", "-ec", 'mkdir -p /out; printf "%s" "$ITEM" > /out/said; test "$ITEM" != b'],
      env: [{ name: "ITEM", value: "{{inputs.parameters.item}}" }],
    },
  });
  const unsteady = script("unsteady", "test {{retries}} = 1", [], { retryStrategy: { limit: "2", retryPolicy: "Always" } });
  const choose = script("choose", 'printf \'["a","b","c"]\' > /out/items; printf true > /out/go', ["items", "go"]);
  const when = (value: string) => `'{{tasks.choose.outputs.parameters.go}}' == '${value}'`;
  const one = { arguments: { parameters: [{ name: "item", value: "{{item}}" }] } };
  await cluster.client.create(
    template("parts", [
      dag("main", [
        { name: "choose", template: "choose" },
        { name: "each", template: "echo", depends: "choose", withParam: "{{tasks.choose.outputs.parameters.items}}", ...one },
        { name: "yes", template: "unsteady", depends: "choose", when: when("true") },
        { name: "no", template: "unsteady", depends: "choose", when: when("false") },
        { name: "after", template: "unsteady", depends: "each" },
      ]),
      echo,
      unsteady,
      choose,
    ]),
  );
  const done = await cluster.waitFor(await cluster.submit("parts"));
  const phases = phasesOf(done);
  expect(done.status?.phase).toBe("Failed");
  expect(phases).toMatchObject({
    choose: "Succeeded",
    "each(0:a)": "Succeeded",
    "each(1:b)": expect.stringMatching(/^Failed: .*exit code 1/),
    "each(2:c)": "Succeeded",
    yes: "Succeeded",
    "yes(0)": expect.stringMatching(/^Failed/),
    "yes(1)": "Succeeded",
    no: expect.stringMatching(/^Skipped/),
    after: expect.stringMatching(/^Omitted/),
  });
  const said = nodesOf(done).flatMap(({ outputs }) => outputs?.parameters?.filter(({ name }) => name === "said") ?? []);
  expect(said.map(({ value }) => value).sort()).toEqual(["a", "b", "c"]);
});

test("a controller that is killed goes on where it was", async () => {
  const step = (name: string) => script(name, `echo ${name} >> ${folder}/went-on; sleep 1.5`);
  const tasks = [
    { name: "first", template: "first" },
    { name: "second", template: "second", depends: "first" },
  ];
  await cluster.client.create(template("goes-on", [dag("main", tasks), step("first"), step("second")]));
  const name = await cluster.submit("goes-on");
  await until(async () => (await podsOf(name)).some(({ status }) => status?.phase === "Running"));
  await cluster.controller.kill();
  await until(async () => (await podsOf(name)).every(({ status }) => status?.phase === "Succeeded"));
  await cluster.controller.start();
  expect(phasesOf(await cluster.waitFor(name))).toEqual({ "": "Succeeded", first: "Succeeded", second: "Succeeded" });
  expect(await lines("went-on")).toEqual(["first", "second"]);
});

describe("a pod that is evicted is told to end, and runs again", () => {
  const evictOnce = async (stamp: string) => {
    const file = join(folder, stamp);
    const text = `echo {{retries}} >> ${file}; test ! -e ${file}.again || exit 0; touch ${file}.again; trap 'echo told >> ${file}; exit 143' TERM; sleep 60 & wait`;
    const expression = "lastRetry.status == 'Error' || asInt(lastRetry.exitCode) == 143";
    const retryStrategy = { limit: "2", retryPolicy: "Always", expression };
    const name = await start(workflow("evicted", script("main", text, [], { retryStrategy })));
    await cluster.waitFor(name, (one) => nodesOf(one).some(({ type, phase }) => type === "Pod" && phase === "Running"));
    const [pod] = await podsOf(name);
    await cluster.client.evict(pod?.metadata.name ?? "");
    expect((await cluster.waitFor(name)).status?.phase).toBe("Succeeded");
    return lines(stamp);
  };

  // As Argo does it by itself: what disappears in its first ten seconds is made once more, without an attempt more.
  test("as the same attempt", async () => {
    expect(await evictOnce("evicted")).toEqual(["0", "told", "0"]);
  });

  test("as another attempt, where it has run for longer", async () => {
    await cluster.controller.kill();
    await cluster.controller.start({ RECENTLY_STARTED_POD_DURATION: "0s" });
    expect(await evictOnce("evicted-later")).toEqual(["0", "told", "1"]);
    await cluster.controller.kill();
    await cluster.controller.start();
  });
});

test("a pod that takes longer than it may is ended", async () => {
  const text = `trap 'echo told >> ${folder}/late; exit 1' TERM; sleep 30 & wait`;
  const done = await run(workflow("late", script("main", text, [], { activeDeadlineSeconds: 1 })));
  expect(done.status).toMatchObject({ phase: "Failed", message: expect.stringContaining("longer than the specified deadline") });
  expect(await lines("late")).toEqual(["told"]);
});

test("pods have their own files, and see what is mounted or shared", async () => {
  await cluster.client.create({ apiVersion: "v1", kind: "Secret", metadata: { name: "key" }, stringData: { token: "s3cr3t" } });
  await cluster.client.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings" },
    data: { "a.txt": "from the map" },
  });
  const container = {
    name: "main",
    image: "busybox",
    env: [
      { name: "TOKEN", valueFrom: { secretKeyRef: { name: "key", key: "token" } } },
      { name: "SETTING", valueFrom: { configMapKeyRef: { name: "settings", key: "a.txt" } } },
      { name: "ABSENT", valueFrom: { secretKeyRef: { name: "key", key: "no", optional: true } } },
      { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
      { name: "BOTH", value: "$(SETTING) $(UNKNOWN) $$(TOKEN)" },
    ],
    volumeMounts: [
      { name: "scratch", mountPath: "/scratch" },
      { name: "settings", mountPath: "/settings", readOnly: true },
    ],
    securityContext: { readOnlyRootFilesystem: true },
    command: [
      "sh",
      "-c",
      'for at in /etc/x /tmp/x /x /settings/x; do touch $at 2>/dev/null && echo "wrote $at"; done; ls /scratch; cat /settings/a.txt; echo; ' +
        'echo "$TOKEN,$SETTING,$(printenv ABSENT || echo absent),$BOTH"; echo $POD > /scratch/own; echo seen >> $0/shared; cp /scratch/own /scratch/kept',
      folder,
    ],
  };
  const volumes = [
    { name: "scratch", emptyDir: {} },
    { name: "settings", configMap: { name: "settings" } },
  ];
  const outputs = { parameters: [{ name: "own", valueFrom: { path: "/scratch/kept" } }] };
  const done = await Promise.all([1, 2].map(() => run(workflow("files", { container, outputs }, { volumes }))));
  for (const one of done) {
    expect(one.status?.phase).toBe("Succeeded");
    const log = await cluster.logs(one.metadata.name);
    expect(log.split("\n").slice(1, 3)).toEqual(["from the map", "s3cr3t,from the map,absent,from the map $(UNKNOWN) $(TOKEN)"]);
    const [pod] = await podsOf(one.metadata.name);
    expect(nodesOf(one)[0]?.outputs?.parameters?.[0]?.value).toBe(pod?.metadata.name);
  }
  expect(await lines("shared")).toEqual(["seen", "seen"]);
});

test("a pod whose secret is not there waits for it, and says so", async () => {
  const env = [{ name: "TOKEN", valueFrom: { secretKeyRef: { name: "no-such", key: "token" } } }];
  const container = { name: "main", image: "busybox", command: ["true"], env };
  const name = await start(workflow("no-secret", { container }));
  const seen = await cluster.waitFor(name, (one) => nodesOf(one).some(({ message }) => message?.includes("no-such")));
  expect(nodesOf(seen)[0]).toMatchObject({ phase: "Pending", message: expect.stringContaining('secret "no-such" not found') });
  await cluster.forget(name);
  await until(async () => (await podsOf(name)).length === 0);
});

describe("the real scheduler", () => {
  const asking = (gpus: number, more: object) =>
    workflow("placed", {
      container: {
        name: "main",
        image: "busybox",
        command: ["true"],
        ...(gpus > 0 ? { resources: { limits: { "nvidia.com/gpu": gpus } } } : {}),
      },
      ...more,
    });
  const tolerations = [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }];
  const nodesFor = async (manifests: readonly Manifest[]) => {
    const done = await Promise.all(manifests.map(run));
    const pods = await Promise.all(done.map((one) => podsOf(one.metadata.name)));
    return pods.flat().map(({ spec }) => spec.nodeName);
  };

  test("puts pods where they belong", async () => {
    expect(await nodesFor([1, 2, 4].map((gpus) => asking(gpus, { tolerations })))).toEqual(["gpu-0", "gpu-0", "gpu-0"]);
    expect(await nodesFor([1, 2, 3].map(() => asking(0, {})))).toEqual(["cpu-0", "cpu-0", "cpu-0"]);
  });

  test.each([
    ["too many GPUs", asking(8, { tolerations }), /Insufficient nvidia\.com\/gpu/],
    ["no toleration", asking(1, {}), /untolerated taint/],
    ["no such pool", asking(0, { nodeSelector: { pool: "tpu" } }), /didn't match Pod's node affinity\/selector/],
  ] as const)("leaves a pod that fits nowhere, and says why: %s", async (_, manifest, reason) => {
    const name = await start(manifest);
    const seen = await cluster.waitFor(name, (one) =>
      nodesOf(one).some(({ message }) => message?.includes("nodes are available")),
    );
    expect(nodesOf(seen)[0]?.phase).toBe("Pending");
    expect(nodesOf(seen)[0]?.message).toMatch(reason);
    await cluster.forget(name);
  });
});

test("nodes that the controller has packed are read all the same", async () => {
  await cluster.controller.kill();
  await cluster.controller.start({ MAX_WORKFLOW_SIZE: "6000" });
  const items = Array.from({ length: 12 }, (_, index) => index);
  const tasks = [{ name: "each", template: "step", withItems: items }];
  await cluster.client.create(template("packed", [dag("main", tasks), script("step", "true")]));
  const done = await cluster.waitFor(await cluster.submit("packed"));
  expect(done.status?.compressedNodes).toBeDefined();
  expect(nodesOf(done)).toHaveLength(items.length + 2);
  await cluster.controller.kill();
  await cluster.controller.start();
});

describe("a bad file is refused", () => {
  const good = template("good", [dag("main", [{ name: "a", template: "step" }]), script("step", "true")]);

  test("by Argo's linter", async () => {
    const file = (name: string) => join(folder, `${name}.yaml`);
    await writeFile(file("good"), stringify(good));
    await writeFile(
      file("bad"),
      stringify(template("bad", [dag("main", [{ name: "a", template: "stop" }]), script("step", "true")])),
    );
    expect(await cluster.lint(file("good"))).toMatchObject({ passed: true });
    expect(await cluster.lint(file("bad"))).toMatchObject({
      passed: false,
      said: expect.stringMatching(/template name 'stop' undefined/),
    });
  });

  test("by the API server's strict dry run", async () => {
    const pod = (more: object): Manifest => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "dry" },
      spec: { containers: [{ name: "main", image: "busybox", ...more }] },
    });
    await cluster.client.create(good, { strictDryRun: true });
    await cluster.client.create(pod({}), { strictDryRun: true });
    expect(await cluster.client.find("Pod", "dry")).toBeUndefined();
    await expect(cluster.client.create(pod({ comand: ["x"] }), { strictDryRun: true })).rejects.toThrow(
      /unknown field "spec.containers\[0\].comand"/,
    );
    await expect(cluster.client.create({ ...good, metadata: { name: "Not_A_Name" } }, { strictDryRun: true })).rejects.toThrow(
      ApiError,
    );
  });
});

describe("no process outlives the tests", () => {
  test.each([
    ["a server", (program: string) => [program, "guard", "$$", "sleep", "1000"]],
    ["a pod, with all that it started", (program: string) => [program, "run", "$$", join(folder, "spec.json")]],
  ] as const)("%s", async (_, words) => {
    const program = (await installCluster()).program("container");
    const stamp = join(folder, "alive");
    const spec = {
      folder,
      mounts: [{ from: folder, at: folder }],
      environment: [`PATH=${process.env.PATH}`],
      command: ["sh", "-c", `setsid sh -c 'while sleep 0.1; do touch ${stamp}; done' & sleep 1000`],
    };
    await writeFile(join(folder, "spec.json"), JSON.stringify(spec));
    const parent = spawn("sh", ["-c", `${words(program).join(" ")} & echo $!; wait`], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = await new Promise<number>((resolve) => parent.stdout.once("data", (text) => resolve(Number(text))));
    if (words(program).includes("run")) await until(async () => existsSync(stamp));
    parent.kill("SIGKILL");
    await until(async () => !(await isRunning(pid)));
    await rm(stamp, { force: true });
    await sleep(400);
    expect(existsSync(stamp)).toBe(false);
  });
});

/** What has ended and was not asked for has a state of its own. */
async function isRunning(pid: number): Promise<boolean> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ") Z");
  return !text.includes(") Z");
}
