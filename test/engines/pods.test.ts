// biome-ignore-all lint/suspicious/noTemplateCurlyInString: other programs read them
// Airflow in Kubernetes flavour: real Airflow parses the files, and its operators would create the pods that zenc means, letter by letter.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Plan, stepFor } from "../../runtime/contract/index.js";
import { airflowIds } from "../../targets/airflow/ids.js";
import { airflowTarget } from "../../targets/airflow/target.js";
import { type Pod, podOf } from "../../targets/pod/index.js";
import type { EmitRequest, EmittedFile } from "../../targets/target.js";
import { everything, fanOut, linear, odd, requestOf } from "../airflow/plans.js";
import { makeGround } from "../conformance/shape.js";
import { installAirflow } from "./airflow/install.js";
import { areOver, type DryPod, dryPods } from "./airflow/pods.js";

const hostile = "{{ ti }} {% x %} {# y #} $(HOME) $$ ${PATH} \"'\\ \n\t\u2028 🐧";
const options = { flavour: "kubernetes", namespace: "ml", serviceAccount: "steps" };
const stack = {
  image: "registry.example.com/steps:1",
  accelerators: [
    {
      name: "a100",
      gpus: 8,
      memoryBytes: 2 ** 36,
      sections: { kubernetes: { profile: "gke", accelerator: "nvidia-a100-80gb" } },
    },
  ],
  machines: [{ name: "small" }],
  sections: {
    kubernetes: { annotations: { "example.com/note": hostile }, secret: "steps", imagePullSecrets: ["registry"], queue: "ml" },
  },
};
const request = (plan: Plan, store = "s3://ml/zenc"): EmitRequest => {
  const made = requestOf(plan, options, store);
  return { ...made, stack: { ...made.stack, ...stack } };
};

const requests: Readonly<Record<string, EmitRequest>> = {
  linear: request(linear),
  fanOut: request(fanOut),
  odd: request(odd),
  everything: request(everything),
  hostile: request({ ...linear, pipeline: "hostile" }, `s3://ml/${hostile}`),
};
const parameters = { text: hostile, list: [hostile], "{{ key }}$(HOME)": 1 };

const closing: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

/** By request, the file. */
const dagFiles: Record<string, string> = {};
/** By request, by task. */
const pods: Record<string, Readonly<Record<string, DryPod>>> = {};
beforeAll(async () => {
  const ground = await makeGround();
  closing.push(ground.close);
  const { emitted } = await ground.place();
  const files = Object.entries(requests).map(([name, asked]) => ({ name, file: airflowTarget.emit(asked)[0] as EmittedFile }));
  await Promise.all(files.map(({ file }) => writeFile(join(emitted, file.path), file.text)));
  const paths = files.map(({ file }) => join(emitted, file.path));
  const made = await dryPods(await installAirflow(), paths, parameters);
  for (const [index, { name }] of files.entries()) {
    dagFiles[name] = paths[index] as string;
    pods[name] = made[paths[index] as string] ?? {};
  }
});

/** Empty fields are as good as absent ones. */
const meant = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(meant);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, field]) => [key, meant(field)] as const);
  const isEmpty = (field: unknown) => typeof field === "object" && field !== null && Object.keys(field).length === 0;
  // An emptyDir without fields says something.
  return Object.fromEntries(entries.filter(([key, field]) => key === "emptyDir" || !isEmpty(field)));
};

/** What the API is asked for, of what zenc says of a pod. */
function specOf({ image, imagePullPolicy, env, envFrom, resources, volumeMounts, ...pod }: Pod) {
  const { labels, annotations, securityContext, containerSecurityContext, ...spec } = pod;
  const container = {
    image,
    ...(imagePullPolicy ? { imagePullPolicy } : {}),
    env,
    envFrom: envFrom ?? [],
    resources,
    volumeMounts,
  };
  return {
    metadata: { labels, annotations },
    container: { ...container, securityContext: containerSecurityContext },
    spec: { ...spec, securityContext },
  };
}

describe.each(Object.entries(requests))("%s", (name, asked) => {
  test("each task would create its step's pod, and the operator adds nothing but its own", () => {
    const { plan } = asked;
    const made = pods[name] ?? {};
    const ids = airflowIds(plan.wiring);
    expect(Object.keys(made).sort()).toEqual(plan.wiring.tasks.map(({ id }) => ids.fullIdOf(id)).sort());
    for (const task of plan.wiring.tasks) {
      const step = task.kind === "gate" ? undefined : plan.steps[task.node as string as never];
      const wanted = specOf(podOf(stepFor(step ? [step] : []), asked));
      const { metadata, spec } = made[ids.fullIdOf(task.id)] as DryPod;
      const [container, ...others] = spec.containers;
      expect(others).toEqual([]);
      expect(metadata).toMatchObject({ namespace: "ml", ...wanted.metadata });
      const { env, command, name, terminationMessagePolicy, ...rest } = meant(container) as Record<string, unknown>;
      expect([command, name, terminationMessagePolicy]).toEqual([["zenc-step"], "base", "File"]);
      expect(env).toEqual(expect.arrayContaining([...wanted.container.env]));
      const variables = (env as readonly { readonly name: string }[]).map((one) => one.name);
      const own = variables.filter((variable) => !wanted.container.env.some((one) => one.name === variable));
      expect(own.every((variable) => variable.startsWith("ZENC_"))).toBe(true);
      expect({ ...rest, env: wanted.container.env }).toEqual(meant(wanted.container));
      const { containers, hostNetwork, restartPolicy, automountServiceAccountToken, serviceAccountName, ...nodes } = meant(
        spec,
      ) as Record<string, unknown>;
      expect([hostNetwork, restartPolicy, automountServiceAccountToken, serviceAccountName]).toEqual([
        false,
        "Never",
        false,
        "steps",
      ]);
      const { activeDeadlineSeconds, ...placed } = nodes;
      expect(activeDeadlineSeconds).toBe(
        step?.timeoutSeconds && task.fanOut === undefined ? step.timeoutSeconds + 600 : undefined,
      );
      expect(placed).toEqual(meant(wanted.spec));
    }
  });
});

test("nothing that a user wrote is a template: not of Airflow, not of Kubernetes", () => {
  const { spec, metadata } = (pods.hostile as Readonly<Record<string, DryPod>>).load as DryPod;
  const textOf = (wanted: string) => spec.containers[0]?.env.find(({ name }) => name === wanted)?.value ?? "";
  expect(metadata.annotations["example.com/note"]).toBe(hostile);
  // As a kubelet expands it: `$$` is a dollar, and a dollar alone stays.
  expect(textOf("ZENC_STORE")).not.toMatch(/(?<!\$)(\$\$)*\$\(/);
  expect(textOf("ZENC_STORE").replaceAll("$$", "$")).toBe(`s3://ml/${hostile}`);
  expect(textOf("ZENC_PARAMS")).not.toContain("$");
  expect(JSON.parse(textOf("ZENC_PARAMS"))).toEqual(parameters);
});

test("a lost pod is no attempt; what the step has counted is believed; the rest counts by Airflow's tries", async () => {
  const pod = (status: object, metadata: object = {}) => ({ metadata: { name: "pod", ...metadata }, status });
  const base = { name: "base", image: "", imageID: "", ready: false, restartCount: 0 };
  const ended = (exitCode: number, more: object = {}) =>
    pod({ phase: "Failed", containerStatuses: [{ ...base, state: { terminated: { exitCode } } }], ...more });
  const disrupted = { conditions: [{ type: "DisruptionTarget", status: "True", reason: "PreemptionByScheduler" }] };
  // `once` has no retries, `often` three.
  const [once, often] = ["isLarge", "load"];
  const over = true;
  const cases: readonly (readonly [
    what: string,
    task: string | undefined,
    attempt: number,
    pod: object | null,
    isOver: boolean,
  ])[] = [
    ["gone", once, 1, null, !over],
    ["being deleted", once, 1, { ...ended(137), metadata: { name: "pod", deletionTimestamp: "2026-01-01T00:00:00Z" } }, !over],
    ["evicted by the API", once, 1, ended(143, disrupted), !over],
    ["evicted by its node", once, 1, ended(137, { reason: "Evicted", message: "The node was low on resource: memory." }), !over],
    ["refused by its node", once, 1, pod({ phase: "Failed", reason: "UnexpectedAdmissionError" }), !over],
    ["ended before its container began", once, 1, pod({ phase: "Failed" }), !over],
    ["Airflow lost sight of it", once, 1, pod({ phase: "Running" }), !over],
    ["no attempt left", once, 1, ended(4), over],
    ["no attempt left, by the step's own count", often, 1, ended(4), over],
    ["what it needs has failed", often, 1, ended(3), over],
    ["wrong use", often, 1, ended(2), over],
    ["the store did not answer", once, 1, ended(5), !over],
    ["ended by SIGTERM", once, 4, ended(143), !over],
    ["failed, and has another attempt", often, 6, ended(1), !over],
    ["failed before zenc-step could count", once, 1, ended(1), over],
    ["out of memory", once, 1, ended(137), over],
    ["out of memory, with retries", often, 3, ended(137), !over],
    ["out of memory, without any left", often, 4, ended(137), over],
    ["too late", once, 1, ended(143, { reason: "DeadlineExceeded" }), over],
    ["no machine in time", once, 1, pod({ phase: "Pending" }), over],
    ["no machine in time, with retries", often, 1, pod({ phase: "Pending" }), !over],
  ];
  const found = await areOver(
    await installAirflow(),
    dagFiles.everything as string,
    cases.map(([, task, attempt, failed]) => ({ task: task as string, try: attempt, pod: failed })),
  );
  expect(Object.fromEntries(cases.map(([what], at) => [what, found[at]]))).toEqual(
    Object.fromEntries(cases.map(([what, , , , isOver]) => [what, isOver])),
  );
});
