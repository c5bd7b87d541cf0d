// What pods become of steps, for the stacks in stacks/: each file of the pods of one stack, letter by letter, stands beside it.
// `UPDATE=1` writes them anew: read the difference.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Stack, StepOptions } from "../../compiler/ir/index.js";
import { placeStep } from "../../compiler/place/index.js";
import { readStack } from "../../compiler/stack/index.js";
import { quantityBytes, type StepPlan } from "../../runtime/contract/index.js";
import { targets } from "../../targets/index.js";
import { claimTemplatesOf, type Pod, podOf, stepFor } from "../../targets/pod/index.js";
import { planOf, requestOf, stepPlan } from "../airflow/plans.js";

const bytes = (text: string) => quantityBytes(text) as number;

/** Steps that ask for different things. */
const steps: Readonly<Record<string, Partial<StepPlan>>> = {
  plain: {},
  large: { resources: { cpu: 1.5, memoryBytes: bytes("8Gi"), diskBytes: bytes("20Gi") }, secrets: ["API_TOKEN", "DB_PASSWORD"] },
  train: {
    kind: "trainer",
    resources: { memoryBytes: bytes("12Gi"), gpu: { count: 1, memoryBytes: bytes("10Gi"), optional: false } },
  },
  tune: { kind: "trainer", resources: { gpu: { count: 2, models: ["a100"], optional: true } } },
};

const folder = fileURLToPath(new URL("./stacks/", import.meta.url));
const stacks = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

/** The steps as `place` leaves them. */
function placed(stack: Stack): Readonly<Record<string, StepPlan>> {
  return Object.fromEntries(
    Object.entries(steps).map(([name, step]) => {
      const whole = { ...stepPlan, ...step };
      const { accelerator, machine } = placeStep(whole as unknown as StepOptions, stack);
      const image = stack.accelerators.find((pool) => pool.name === accelerator)?.image ?? stack.image;
      const pools = { ...(accelerator ? { pool: accelerator } : {}), ...(machine ? { machine } : {}) };
      return [name, { ...whole, ...(image ? { image } : {}), ...pools }];
    }),
  );
}

describe.each(stacks)("%s", (name) => {
  const { stack, diagnostics } = readStack(readFileSync(folder + name, "utf8"), name, {}, targets);
  const plans = stack ? placed(stack) : {};
  const request = {
    ...requestOf(planOf({ tasks: Object.keys(plans).map((id) => ({ id })), steps: plans })),
    stack: stack as Stack,
  };
  const pods: Readonly<Record<string, Pod>> = {
    ...Object.fromEntries(Object.entries(plans).map(([id, step]) => [id, podOf(step, request)])),
    "all in one": podOf(stepFor(Object.values(plans)), request),
    gate: podOf(null, request),
  };

  test("its pods are those beside it", () => {
    expect(diagnostics).toEqual([]);
    const golden = folder + name.replace(/yaml$/, "json");
    const text = `${JSON.stringify({ pods, claims: claimTemplatesOf(request.plan, request.stack) }, null, 2)}\n`;
    if (process.env.UPDATE) writeFileSync(golden, text);
    expect(text).toBe(readFileSync(golden, "utf8"));
  });

  test.each(Object.entries(pods))("%s passes the restricted security standard", (_, pod) => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(pod.securityContext.runAsUser).not.toBe(0);
    expect(pod.containerSecurityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } });
    for (const { name: volume, ...kind } of pod.volumes) expect([volume, Object.keys(kind)]).toEqual([volume, ["emptyDir"]]);
  });

  test("only steps on an accelerator ask for one, and no limit is below its request", () => {
    const asks = (pod: Pod) =>
      pod.resources.claims !== undefined || Object.keys(pod.resources.limits ?? {}).some((resource) => resource.includes("/"));
    for (const [id, step] of Object.entries(plans)) expect([id, asks(pods[id] as Pod)]).toEqual([id, step.pool !== undefined]);
    expect(asks(pods.gate as Pod)).toBe(false);
    for (const { resources } of Object.values(pods)) {
      for (const [resource, limit] of Object.entries(resources.limits ?? {})) {
        const asked = resources.requests[resource];
        if (asked !== undefined) expect(quantityBytes(limit)).toBeGreaterThanOrEqual(quantityBytes(asked) as number);
      }
    }
  });

  test("has no value of the environment that zenc did not choose", () => {
    for (const { env } of Object.values(pods)) {
      const values = env.flatMap((one) => ("value" in one ? [one.value] : []));
      expect(["/tmp", "void"]).toEqual(expect.arrayContaining(values));
      expect(new Set(env.map((one) => one.name)).size).toBe(env.length);
    }
  });
});
