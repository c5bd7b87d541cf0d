// Claim templates: beside the DAG file, where pods name one that zenc writes.
import { expect, test } from "vitest";
import { parse } from "yaml";
import { airflowTarget } from "../../targets/airflow/target.js";
import { planOf, requestOf } from "./plans.js";

const plan = planOf({
  pipeline: "claims",
  tasks: [{ id: "train" }],
  steps: { train: { pool: "a100", image: "steps:1", resources: { gpu: { count: 2, memoryBytes: 2 ** 35, optional: false } } } },
});
const emitted = (claim: object, flavour: string) => {
  const request = requestOf(plan, { flavour });
  const pool = { name: "a100", gpus: 8, memoryBytes: 2 ** 36, sections: { kubernetes: { claim } } };
  return airflowTarget.emit({ ...request, stack: { ...request.stack, accelerators: [pool] } });
};

test("a device class has a template of its own, that the pods name", () => {
  const [dag, template, ...others] = emitted({ deviceClass: "gpu.nvidia.com" }, "kubernetes");
  expect(others).toEqual([]);
  expect(template?.path).toBe("claims.zenc-a100-2-32gi.yaml");
  expect(parse(template?.text ?? "")).toMatchObject({
    kind: "ResourceClaimTemplate",
    metadata: { name: "zenc-a100-2-32gi" },
    spec: { spec: { devices: { requests: [{ exactly: { deviceClassName: "gpu.nvidia.com", count: 2 } }] } } },
  });
  expect(dag?.text).toContain('"resourceClaimTemplateName": "zenc-a100-2-32gi"');
});

test("one that is there is only named, and without pods nothing is claimed", () => {
  const [dag, ...others] = emitted({ template: "ours" }, "kubernetes");
  expect(others).toEqual([]);
  expect(dag?.text).toContain('"resourceClaimTemplateName": "ours"');
  expect(emitted({ deviceClass: "gpu.nvidia.com" }, "worker")).toHaveLength(1);
});
