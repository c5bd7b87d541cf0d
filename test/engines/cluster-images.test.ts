// The same cluster with a real node: what kubelet, containerd and Argo's executor make of a workflow. Where the machine cannot be one,
// the test says why, and is shown as skipped.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRealCluster, type RealCluster } from "./cluster/kubelet/cluster.js";
import { whyNoNode } from "./cluster/kubelet/machine.js";
import { dag, script, template } from "./cluster/manifests.js";
import type { Workflow } from "./cluster/objects.js";
import { nodesOf, phasesOf } from "./cluster/workflows.js";

const reason = await whyNoNode();
if (reason !== undefined) console.warn(`This machine runs no real node, so no images either: ${reason}.`);

describe.skipIf(reason !== undefined)("on a real node", () => {
  let cluster: RealCluster;
  beforeAll(async () => {
    const files = Object.fromEntries(
      ["sh", "cat", "id", "mkdir", "touch", "sleep"].map((name) => [`/bin/${name}`, `/bin/${name}`]),
    );
    cluster = await openRealCluster([{ name: "localhost/step:test", files }]);
  });
  afterAll(() => cluster?.close());

  test("a workflow runs from images, restricted, as a user that no image knows", async () => {
    const container = (text: string, more = {}) => ({
      name: "main",
      image: "localhost/step:test",
      imagePullPolicy: "Never",
      command: ["sh", "-ec", text],
      ...more,
    });
    const first = script("first", "", ["said"], {
      container: container("id -u > /out/said; touch /readable 2>/dev/null && exit 9; exit 0", {
        securityContext: { readOnlyRootFilesystem: true },
        volumeMounts: [{ name: "out", mountPath: "/out" }],
      }),
    });
    const unsteady = script("unsteady", "", [], {
      container: container("test {{retries}} = 1"),
      retryStrategy: { limit: "1", retryPolicy: "Always" },
    });
    const late = script("late", "", [], { container: container("sleep 60"), activeDeadlineSeconds: 2 });
    await cluster.client.create(
      template(
        "images",
        [
          dag("main", [
            { name: "first", template: "first" },
            { name: "yes", template: "unsteady", depends: "first", when: "'{{tasks.first.outputs.parameters.said}}' == '12345'" },
            { name: "late", template: "late" },
          ]),
          first,
          unsteady,
          late,
        ],
        {
          hostNetwork: true,
          serviceAccountName: "zenc",
          securityContext: { runAsNonRoot: true, runAsUser: 12345, seccompProfile: { type: "RuntimeDefault" } },
          volumes: [{ name: "out", emptyDir: {} }],
        },
      ),
    );
    const submission = { apiVersion: "argoproj.io/v1alpha1", kind: "Workflow", metadata: { generateName: "images-" } };
    const made = await cluster.client.create<Workflow>({ ...submission, spec: { workflowTemplateRef: { name: "images" } } });
    const done = await cluster.waitFor(made.metadata.name, undefined, 240_000);
    expect(phasesOf(done)).toEqual({
      "": "Failed",
      first: "Succeeded",
      yes: "Succeeded",
      "yes(0)": expect.stringMatching(/^Failed.*exit code 1/),
      "yes(1)": "Succeeded",
      late: expect.stringMatching(/^Failed.*deadline/),
    });
    expect(nodesOf(done).find(({ displayName }) => displayName === "first")?.outputs?.parameters?.[0]?.value).toBe("12345");
  });
});
