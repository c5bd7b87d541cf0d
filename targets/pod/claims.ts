// Dynamic Resource Allocation: the claim templates that pods name, for pools that have accelerators by device class.
import type { Plan, Resources } from "../../runtime/contract/index.js";
import type { EmitRequest } from "../target.js";
import { type PoolOptions, poolOptions } from "./options.js";
import { bytesQuantity } from "./resources.js";

type Gpu = NonNullable<Resources["gpu"]>;
type Claim = NonNullable<PoolOptions["claim"]>;

/** `resource.k8s.io/v1`, of Kubernetes 1.34 and newer. */
export interface ResourceClaimTemplate {
  readonly apiVersion: "resource.k8s.io/v1";
  readonly kind: "ResourceClaimTemplate";
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly spec: {
      readonly devices: {
        readonly requests: readonly {
          readonly name: string;
          readonly exactly: {
            readonly deviceClassName: string;
            readonly count: number;
            readonly selectors?: readonly { readonly cel: { readonly expression: string } }[];
          };
        }[];
      };
    };
  };
}

/** The name says all that the template says, so that pipelines may share it. */
export function claimTemplateName(pool: string, claim: Claim, gpu: Gpu): string {
  if ("template" in claim) return claim.template;
  const memory = gpu.memoryBytes === undefined ? "" : `-${bytesQuantity(gpu.memoryBytes).toLowerCase()}`;
  return `zenc-${pool
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/-+$/, "")}-${gpu.count}${memory}`;
}

/** The templates that the pods of a plan need and nobody else makes, by name; to be applied in the namespace of the pods. */
export function claimTemplatesOf(plan: Plan, { accelerators = [] }: EmitRequest["stack"]): readonly ResourceClaimTemplate[] {
  const templates = Object.values(plan.steps).flatMap(({ pool, resources: { gpu } }) => {
    const found = accelerators.find(({ name }) => name === pool);
    const claim = found && poolOptions(found).claim;
    return gpu && found && claim && "deviceClass" in claim ? [templateOf(found.name, claim, gpu)] : [];
  });
  const byName = new Map(templates.map((template) => [template.metadata.name, template]));
  return [...byName.values()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

function templateOf(pool: string, claim: Extract<Claim, { deviceClass: string }>, gpu: Gpu): ResourceClaimTemplate {
  const { deviceClass } = claim;
  const quantity = gpu.memoryBytes === undefined ? undefined : bytesQuantity(gpu.memoryBytes);
  const expression = `device.capacity['${deviceClass}'].memory.compareTo(quantity('${quantity}')) >= 0`;
  const selectors = quantity === undefined ? {} : { selectors: [{ cel: { expression } }] };
  return {
    apiVersion: "resource.k8s.io/v1",
    kind: "ResourceClaimTemplate",
    metadata: { name: claimTemplateName(pool, claim, gpu) },
    spec: {
      spec: {
        devices: {
          requests: [{ name: "accelerator", exactly: { deviceClassName: deviceClass, count: gpu.count, ...selectors } }],
        },
      },
    },
  };
}
