// Which nodes a pod may run on: those of its pool, and never one with accelerators that it did not ask for.
import type { EmitRequest, Pool } from "../target.js";
import type { Affinity, Labels, NodeExpression, Pod, Toleration } from "./document.js";
import { type PodOptions, type PoolOptions, poolOptions, type WrittenToleration } from "./options.js";
import { profileOf } from "./profiles.js";

/** Labels that choose the nodes of a pool; the pool's own stand above the profile's. */
export function nodeSelectorOf(pool: PoolOptions, accelerated: boolean): Labels {
  const profile = profileOf(pool.profile);
  const label = (key: string | undefined, value: string | undefined) => (key && value ? { [key]: value } : {});
  return {
    ...(accelerated ? profile.nodeSelector : {}),
    ...label(profile.accelerator, pool.accelerator),
    ...label(profile.nodeGroup, pool.nodeGroup),
    ...label("node.kubernetes.io/instance-type", pool.instanceType),
    ...(pool.spot ? label(profile.spot?.key, profile.spot?.value) : {}),
    ...pool.nodeSelector,
  };
}

/** Where a pod of this pool may go; without a pool: wherever there is no accelerator. */
export function nodesOf(
  pool: PoolOptions | undefined,
  accelerated: boolean,
  options: PodOptions,
  stack: EmitRequest["stack"],
): Pick<Pod, "nodeSelector" | "tolerations" | "affinity"> {
  const profile = pool && profileOf(pool.profile);
  const nodeSelector = { ...options.nodeSelector, ...(pool ? nodeSelectorOf(pool, accelerated) : {}) };
  const tolerations = distinct([
    ...(accelerated && profile ? profile.tolerations : []),
    ...(pool?.spot && profile?.spot?.toleration ? [profile.spot.toleration] : []),
    ...[...options.tolerations, ...(pool?.tolerations ?? [])].map(tolerationOf),
  ]);
  // A node that is not a spot machine need not say so: what is excluded is the label of those that are.
  const spot = profile?.spot;
  const onDemand = pool && !pool.spot && spot ? [{ key: spot.key, operator: "NotIn" as const, values: [spot.value] }] : [];
  const expressions = merged([...onDemand, ...(accelerated ? [] : withoutAccelerators(stack))]);
  return {
    ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector }),
    ...(tolerations.length === 0 ? {} : { tolerations }),
    ...(expressions.length === 0 ? {} : { affinity: affinityOf(expressions) }),
  };
}

/**
 * What keeps a pod off the accelerators of the stack, also where their nodes have no taint: the profile's own sign, else the first label
 * that chooses the pool.
 */
function withoutAccelerators({ accelerators = [] }: EmitRequest["stack"]): readonly NodeExpression[] {
  return accelerators.flatMap((pool: Pool): NodeExpression[] => {
    const options = poolOptions(pool);
    const { without } = profileOf(options.profile);
    if (without) return [without];
    const [label] = Object.entries({ ...options.nodeSelector, ...nodeSelectorOf(options, true) });
    return label ? [{ key: label[0], operator: "NotIn", values: [label[1]] }] : [];
  });
}

const affinityOf = (matchExpressions: readonly NodeExpression[]): Affinity => ({
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
});

/** One expression per key and operator. */
function merged(expressions: readonly NodeExpression[]): readonly NodeExpression[] {
  const groups = new Map<string, NodeExpression>();
  for (const expression of expressions) {
    const { key, operator, values } = expression;
    const name = `${key} ${operator}`;
    const before = groups.get(name)?.values ?? [];
    groups.set(name, values ? { key, operator, values: [...new Set([...before, ...values])] } : expression);
  }
  return [...groups.values()];
}

const tolerationOf = ({ key, value, effect }: WrittenToleration): Toleration => ({
  key,
  ...(value === undefined ? { operator: "Exists" } : { operator: "Equal", value }),
  ...(effect === undefined ? {} : { effect }),
});

function distinct(tolerations: readonly Toleration[]): readonly Toleration[] {
  const byText = new Map(tolerations.map((one) => [JSON.stringify(Object.entries(one).sort()), one]));
  return [...byText.values()];
}
