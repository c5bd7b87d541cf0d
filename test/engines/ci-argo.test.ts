// The workflow of a stack of Argo, under act: what is merged stands on a real API server, and runs there.
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stepProcess } from "../conformance/shape.js";
import { type S3Server, s3Environment, startS3 } from "../s3/server.js";
import { makeRepository, pullRequest, push, type Repository } from "./ci/repository.js";
import { type Cluster, openCluster } from "./cluster/cluster.js";

let s3: S3Server;
let cluster: Cluster;
let repository: Repository;
beforeAll(async () => {
  s3 = await startS3();
  cluster = await openCluster({ image: { environment: s3Environment } });
  cluster.share(dirname(stepProcess));
  const stack = () => `target: argo
store: ${s3.url("ml", "zenc")}
image: zenc-step
argo: { command: [node, ${stepProcess}] }
ci:
  env:
    AWS_REGION: us-east-1
    AWS_ACCESS_KEY_ID: { secret: KEY }
    AWS_SECRET_ACCESS_KEY: { secret: SECRET_KEY }
    KUBECONFIG: { secret: KUBECONFIG, file: true }`;
  repository = await makeRepository({ stack, compiled: "manifests" });
});
afterAll(async () => {
  await Promise.all([s3?.close(), cluster?.close(), repository?.close()]);
});

describe.sequential("in a repository", () => {
  test("a pull request is checked, and reaches neither store nor cluster", async () => {
    await repository.merged("change", async () => {
      await repository.edit("pipeline.ts", (text) => text.replace("cpu: 2", "cpu: 1"));
      await repository.compile();
    });
    const { code, jobs, log } = await repository.run(pullRequest(), "own");
    expect(jobs, log.slice(-6000)).toEqual({ check: "success", code_scanning: "success", comment: "success" });
    expect(code).toBe(0);
    expect(await repository.kept("own", "comment.md")).toContain("| step `load` cpu | `2` | `1` |");
    expect(s3.state.requests).toEqual([]);
    expect(await cluster.client.find("WorkflowTemplate", "churn")).toBeUndefined();
  });

  test("what is merged stands on the cluster, and runs with the plan and code that the store has", async () => {
    await repository.git("checkout", "--quiet", "main");
    await repository.git("merge", "--quiet", "--ff-only", "change");
    const secrets = {
      KEY: s3Environment.AWS_ACCESS_KEY_ID,
      SECRET_KEY: s3Environment.AWS_SECRET_ACCESS_KEY,
      KUBECONFIG: await readFile(cluster.kubeconfig, "utf8"),
    };
    const { code, jobs, log } = await repository.run({ ...push, secrets }, "push");
    expect(jobs, log.slice(-6000)).toEqual({ check: "success", code_scanning: "success", deploy: "success" });
    expect(code).toBe(0);
    const { metadata } = await cluster.client.get("WorkflowTemplate", "churn");
    expect(metadata.labels).toMatchObject({ "app.kubernetes.io/managed-by": "zenc" });
    const name = await cluster.submit("churn", { limit: "5" });
    expect((await cluster.waitFor(name)).status?.phase, await cluster.logs(name)).toBe("Succeeded");
    const { stdout } = await repository.zenc("show", name, "--format", "json");
    expect(JSON.parse(stdout)).toMatchObject({ status: "succeeded", engine: "argo", result: 5 });
  });
});
