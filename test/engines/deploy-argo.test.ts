// `zenc deploy`, `trigger` and `diff` against a real API server and a real Argo.
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { connectKubernetes } from "../../cli/kubernetes/client.js";
import { findCluster } from "../../cli/kubernetes/kubeconfig.js";
import { check, demo } from "../cli/project.js";
import { createProject, masked, type Project } from "../cli/zenc.js";
import { stepProcess } from "../conformance/shape.js";
import { type S3Server, s3Environment, startS3 } from "../s3/server.js";
import { type Cluster, openCluster } from "./cluster/cluster.js";
import { openFlakyWay } from "./flaky.js";

let cluster: Cluster;
let s3: S3Server;
let project: Project;
const scheduled = demo.replace('"demo",\n', '{ name: "demo", schedule: "0 3 * * *" },\n');

beforeAll(async () => {
  s3 = await startS3();
  cluster = await openCluster({ atOnce: 6, image: { environment: { ...s3Environment, AWS_ENDPOINT_URL: s3.endpoint } } });
  cluster.share(dirname(stepProcess));
  project = await createProject({
    "pipeline.ts": demo,
    "check.ts": check,
    "package.json": '{ "name": "@acme/demo", "type": "module" }\n',
  });
  await project.write({ "zenc.yaml": stackText() });
});
afterAll(async () => {
  await Promise.all([cluster?.close(), project?.remove()]);
  await s3?.close();
});

const stackText = (argo = "serviceAccount: steps, ") => `stacks:
  local: { target: local, store: .zenc }
  production:
    target: argo
    image: zenc-step
    store: ${s3.url("bucket", "zenc")}
    argo: { ${argo}command: [node, ${stepProcess}] }
    deploy: { kubeconfig: ${cluster.kubeconfig} }
`;
const stack = ["--stack", "production"];
const zenc = (command: string, ...words: string[]) => project.zenc([command, "pipeline.ts", ...stack, ...words]);
const trigger = (...words: string[]) => project.zenc(["trigger", "demo", ...stack, ...words]);
const run = (...words: string[]) => project.zenc(["run", "pipeline.ts", "--stack", "local", "--no-cache", ...words]);
const taskLines = (text: string) =>
  masked(text)
    .split("\n")
    .filter((line) => /^[✓↺–✗·] /.test(line))
    .map((line) => line.replace(/ TOOK.*$/, "").trim())
    .sort();
const template = () => cluster.client.get("WorkflowTemplate", "demo");

test("what is deployed is what the API server has, and once more changes nothing", async () => {
  expect(await zenc("diff")).toMatchObject({ code: 1, stdout: "demo  not deployed yet\n" });
  const dry = await zenc("deploy", "--dry-run");
  expect(dry, dry.stderr).toMatchObject({ code: 0 });
  expect(dry.stdout).toContain("+ WorkflowTemplate demo new");
  expect(await cluster.client.find("WorkflowTemplate", "demo")).toBeUndefined();
  expect(s3.state.requests.filter((request) => request.startsWith("PUT"))).toEqual([]);

  const first = await zenc("deploy");
  expect(first, first.stderr).toMatchObject({ code: 0 });
  expect(first.stderr).toContain('no service account "steps"');
  const { metadata } = await template();
  expect(metadata).toMatchObject({
    labels: { "app.kubernetes.io/managed-by": "zenc", "zenc/project": "acme.demo" },
    namespace: "default",
  });
  const again = await zenc("deploy");
  expect(again.stderr).toContain("nothing to change");
  expect((await template()).metadata.resourceVersion).toBe(metadata.resourceVersion);
  expect(await zenc("diff")).toMatchObject({ code: 0, stdout: "demo  as it is deployed\n" });
});

test("a run there ends as one here, and one that fails too", async () => {
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "steps" } };
  await cluster.client.create(account);
  const cases = [["count=4"], ["bad=1"]] as const;
  for (const [parameter] of cases) {
    const [there, here] = await Promise.all([trigger("--param", parameter, "--wait"), run("--param", parameter)]);
    expect(there, there.stderr).toMatchObject({ code: here.code, stdout: here.stdout });
    expect(taskLines(there.stderr)).toEqual(taskLines(here.stderr));
  }
  const { code, stdout } = await trigger("--param", "bad=0", "--wait", "--format", "json");
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ status: "failed", engine: "argo", error: { node: "train", name: "RangeError" } });
});

test("what cannot be started says so; without --wait the answer is the workflow's name", async () => {
  expect(await trigger("--param", "count=0")).toMatchObject({ code: 2, stdout: "" });
  expect((await project.zenc(["trigger", "nothing", ...stack])).stderr).toContain('has no pipeline "nothing"');
  const { code, stdout } = await trigger();
  expect(code).toBe(0);
  await cluster.waitFor(stdout.trim());
  const shown = await project.zenc(["show", stdout.trim(), ...stack, "--format", "json"]);
  expect(JSON.parse(shown.stdout)).toMatchObject({ status: "succeeded", engine: "argo" });
});

test("Ctrl-C ends the following, and the run goes on", async () => {
  let name = "";
  const { code, stderr } = await project.zenc(["trigger", "demo", ...stack, "--wait"], (text, kill) => {
    const found = /^demo {2}(\S+)/m.exec(text)?.[1];
    if (found === undefined || name !== "") return;
    name = found;
    kill("SIGINT");
  });
  expect(code, stderr).toBe(130);
  expect(stderr).toContain(`zenc show ${name} --stack production`);
  expect((await cluster.waitFor(name)).status?.phase).toBe("Succeeded");
});

test("a cluster that is out of reach for a while is asked again", async () => {
  const config = JSON.parse(await readFile(cluster.kubeconfig, "utf8"));
  const [{ cluster: server }] = config.clusters;
  const way = await openFlakyWay(Number(new URL(server.server).port));
  server.server = `https://127.0.0.1:${way.port}`;
  await project.write({
    "zenc.yaml": stackText().replace(cluster.kubeconfig, "./flaky.json"),
    "flaky.json": JSON.stringify(config),
  });
  let isDown = false;
  const { code, stderr } = await project.zenc(["trigger", "demo", ...stack, "--wait"], (text) => {
    if (isDown || !text.includes("demo  demo-")) return;
    isDown = true;
    way.down(2500);
  });
  expect(code, stderr).toBe(0);
  expect(way.cuts()).toBeGreaterThan(1);
  await way.close();
  const gone = await trigger();
  expect(gone).toMatchObject({ code: 5, stdout: "" });
  expect(gone.stderr).toContain("cannot be reached: connect ECONNREFUSED");
  await project.write({ "zenc.yaml": stackText() });
});

test("a schedule comes and goes with its pipeline; what nothing makes any more goes when asked", async () => {
  await project.write({ "pipeline.ts": scheduled });
  const difference = await zenc("diff");
  expect(difference.code).toBe(1);
  expect(masked(difference.stdout)).toMatch(/^ {2}schedule +– +0 3 \* \* \* UTC/m);
  expect((await zenc("deploy")).code).toBe(0);
  expect(await cluster.client.find("CronWorkflow", "demo")).toBeDefined();
  await project.write({ "pipeline.ts": demo });
  expect((await zenc("deploy")).stderr).toContain("- CronWorkflow demo removed");
  expect(await cluster.client.find("CronWorkflow", "demo")).toBeUndefined();

  await project.write({ "pipeline.ts": demo.replace('"demo",', '"renamed",') });
  expect((await zenc("diff")).stdout).toContain("demo  deployed, but comes from none of these files");
  const kept = await zenc("deploy");
  expect(kept.stderr).toContain(
    "WorkflowTemplate demo, of the pipeline demo, comes from none of these files: --prune removes it",
  );
  expect(await cluster.client.find("WorkflowTemplate", "demo")).toBeDefined();
  expect((await zenc("deploy", "--prune")).stderr).toContain("- WorkflowTemplate demo removed");
  expect(await cluster.client.find("WorkflowTemplate", "demo")).toBeUndefined();
  await project.write({ "pipeline.ts": demo });
  expect((await zenc("deploy", "--prune")).code).toBe(0);
  expect(await cluster.client.find("WorkflowTemplate", "renamed")).toBeUndefined();
});

test("what others have changed is not overwritten unless told; what they add beside it stays", async () => {
  await cluster.client.patch("WorkflowTemplate", "demo", { metadata: { annotations: { "acme.com/owner": "ml" } } });
  expect((await zenc("deploy")).stderr).toContain("nothing to change");
  await cluster.client.patch("WorkflowTemplate", "demo", { spec: { entrypoint: "edited" } });
  const refused = await zenc("deploy");
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain("WorkflowTemplate demo refused: somebody has changed .spec");
  expect((await template()).spec.entrypoint).toBe("edited");
  expect((await zenc("diff")).stdout).toContain("! WorkflowTemplate demo: somebody has changed .spec");
  expect((await zenc("deploy", "--force")).code).toBe(0);
  expect((await template()).spec.entrypoint).toBe("main");
  expect((await template()).metadata.annotations).toMatchObject({ "acme.com/owner": "ml" });
});

test("what another project has deployed, or nobody of zenc's, is left alone", async () => {
  const own = await createProject({
    "pipeline.ts": demo,
    "check.ts": check,
    "package.json": '{ "name": "other" }',
    "zenc.yaml": stackText(""),
  });
  const taken = await own.zenc(["deploy", "pipeline.ts", ...stack]);
  expect(taken.code).toBe(1);
  expect(taken.stdout).toContain('the project "acme.demo" has deployed it');
  await cluster.client.create({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "WorkflowTemplate",
    metadata: { name: "theirs" },
    spec: { entrypoint: "main", templates: [{ name: "main", suspend: {} }] },
  });
  await own.write({ "pipeline.ts": demo.replace('"demo",', '"theirs",') });
  const strange = await own.zenc(["deploy", "pipeline.ts", ...stack, "--prune"]);
  expect(strange.code).toBe(1);
  expect(strange.stdout).toContain("zenc deploy did not put it there");
  expect((await cluster.client.get("WorkflowTemplate", "theirs")).spec.templates).toHaveLength(1);
  expect(await cluster.client.find("WorkflowTemplate", "demo")).toBeDefined();
  await own.remove();
});

test("the role of docs/deploy.md is enough, and a pod's own account is found", async () => {
  const text = await readFile(new URL("../../docs/deploy.md", import.meta.url), "utf8");
  const role = parse(/```yaml\n(apiVersion: rbac[^`]*)```/.exec(text)?.[1] ?? "");
  await cluster.client.create(role);
  await cluster.client.create({ apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "deployer" } });
  await cluster.client.create({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name: "deployer" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: role.metadata.name },
    subjects: [{ kind: "ServiceAccount", name: "deployer", namespace: "default" }],
  });
  // What Kubernetes lays into a pod of this account.
  const admin = await connectKubernetes({ kubeconfig: cluster.kubeconfig });
  const asked = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  const { status } = await admin.create("/api/v1/namespaces/default/serviceaccounts/deployer/token", asked);
  const config = JSON.parse(await readFile(cluster.kubeconfig, "utf8"));
  const [{ cluster: server }] = config.clusters;
  await project.write({
    "account/token": (status as { token: string }).token,
    "account/ca.crt": await readFile(server["certificate-authority"], "utf8"),
    "account/namespace": "default",
    "pod.json": JSON.stringify({ ...config, users: [{ name: "admin", user: { tokenFile: "account/token" } }] }),
    "zenc.yaml": stackText().replace(cluster.kubeconfig, "./pod.json"),
    "pipeline.ts": scheduled.replace('"demo"', '"granted"'),
  });
  expect((await zenc("diff")).code).toBe(1);
  const deployed = await zenc("deploy");
  expect(deployed, deployed.stderr).toMatchObject({ code: 0 });
  const ran = await project.zenc(["trigger", "granted", ...stack, "--wait"]);
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  await project.write({ "pipeline.ts": demo });
  const pruned = await zenc("deploy", "--prune");
  expect(pruned.stderr).toContain("- CronWorkflow granted removed");

  const { hostname, port } = new URL(server.server);
  const environment = { HOME: project.folder, KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
  const own = await connectKubernetes({}, (request) => findCluster(request, environment, join(project.folder, "account")));
  expect(own.name).toContain("this pod's cluster");
  expect(await own.get("/apis/argoproj.io/v1alpha1/namespaces/default/workflowtemplates/demo")).not.toBeNull();
  await expect(own.get("/api/v1/namespaces/default/secrets/any")).rejects.toThrow(/system:serviceaccount:default:deployer/);
  own.close();
  admin.close();
  await project.write({ "zenc.yaml": stackText() });
});

test("a workflow that never comes to a record ends with what Argo says", async () => {
  await project.write({ "zenc.yaml": stackText("").replace(stepProcess, "/no/such/file.mjs") });
  await zenc("deploy");
  await sleep(1000);
  const ended = await trigger("--wait");
  expect(ended, ended.stderr).toMatchObject({ code: 1, stdout: "" });
  expect(ended.stderr).toContain("Argo says: ");
});
