// What pods become of steps, for the stacks in stacks/: each file of the pods of one stack, letter by letter, stands beside it.
// `UPDATE=1` writes them anew: read the difference.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Stack } from "../../compiler/ir/index.js";
import { readStack } from "../../compiler/stack/index.js";
import { quantityBytes } from "../../runtime/contract/index.js";
import { targets } from "../../targets/index.js";
import { claimTemplatesOf, type Pod } from "../../targets/pod/index.js";
import { placedSteps, podsOf, requestFor } from "./steps.js";

const folder = fileURLToPath(new URL("./stacks/", import.meta.url));
const stacks = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

describe.each(stacks)("%s", (name) => {
  const { stack, diagnostics } = readStack(readFileSync(folder + name, "utf8"), name, {}, targets);
  const plans = stack ? placedSteps(stack) : {};
  const request = requestFor(stack as Stack, plans);
  const pods = podsOf(request, plans);

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
