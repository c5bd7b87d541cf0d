// The order of effects within a scope: an effect waits for all that stands before it, all that stands after waits for it.
import type { NodeId } from "../../runtime/contract/index.js";

export interface Order {
  /** The last effect, or effects of a Promise.all: what everything from here on waits for. */
  readonly barrier: readonly NodeId[];
  /** What has been written since then: what the next effect waits for too. */
  readonly since: readonly NodeId[];
}

export const noOrder: Order = { barrier: [], since: [] };

/** What a node at this point waits for. */
export function orderBefore(order: Order, effect: boolean): readonly NodeId[] {
  return effect ? [...order.barrier, ...order.since] : order.barrier;
}

/** The order after a node. */
export function orderAfter(order: Order, node: NodeId, effect: boolean): Order {
  if (effect) return { barrier: [node], since: [] };
  return { barrier: order.barrier, since: [...order.since, node] };
}

/** The order inside a compound: all of it waits for what the compound waits for. */
export function orderInside(order: Order, effect: boolean): Order {
  return { barrier: orderBefore(order, effect), since: [] };
}

/** After members that started from the same order, as those of a Promise.all. */
export function orderUnited(start: Order, ends: readonly Order[]): Order {
  const withEffect = ends.filter((end) => end.barrier !== start.barrier);
  // A member without effect has only added to what was there.
  const added = ends.flatMap((end) => (end.barrier === start.barrier ? end.since.slice(start.since.length) : end.since));
  if (withEffect.length === 0) return { barrier: start.barrier, since: [...start.since, ...added] };
  return { barrier: withEffect.flatMap((end) => end.barrier), since: added };
}
