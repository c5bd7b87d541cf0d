// Steps that ask for different things, placed on a stack as `place` does it; and the pods that they would run in.
import type { Stack, StepOptions } from "../../compiler/ir/index.js";
import { placeStep } from "../../compiler/place/index.js";
import { quantityBytes, type StepPlan, stepFor } from "../../runtime/contract/index.js";
import { type Pod, podOf } from "../../targets/pod/index.js";
import type { EmitRequest } from "../../targets/target.js";
import { planOf, requestOf, stepPlan } from "../airflow/plans.js";

const bytes = (text: string) => quantityBytes(text) as number;

const steps: Readonly<Record<string, Partial<StepPlan>>> = {
  plain: {},
  large: { resources: { cpu: 1.5, memoryBytes: bytes("8Gi"), diskBytes: bytes("20Gi") }, secrets: ["API_TOKEN", "DB_PASSWORD"] },
  train: {
    kind: "trainer",
    resources: { memoryBytes: bytes("12Gi"), gpu: { count: 1, memoryBytes: bytes("10Gi"), optional: false } },
  },
  tune: { kind: "trainer", resources: { gpu: { count: 2, models: ["a100"], optional: true } } },
};

/** The steps as `place` leaves them. */
export function placedSteps(stack: Stack): Readonly<Record<string, StepPlan>> {
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

/** A plan of these steps and a gate, for this stack. */
export function requestFor(stack: Stack, placed: Readonly<Record<string, StepPlan>>, pipeline = "pods"): EmitRequest {
  const names = Object.keys(placed);
  const plan = planOf({
    pipeline,
    tasks: [...names.map((id) => ({ id })), { id: "end", kind: "gate", waits: names }],
    steps: placed,
  });
  return { ...requestOf(plan), stack };
}

/** The pod of each step, of one process that runs them all, and of a gate. */
export function podsOf(request: EmitRequest, placed: Readonly<Record<string, StepPlan>>): Readonly<Record<string, Pod>> {
  return {
    ...Object.fromEntries(Object.entries(placed).map(([id, step]) => [id, podOf(step, request)])),
    "all in one": podOf(stepFor(Object.values(placed)), request),
    gate: podOf(null, request),
  };
}
