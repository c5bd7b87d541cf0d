// The order of effects within a scope: an effect waits for all that stands before it, all that stands after waits for it.
import type { NodeId } from "../../runtime/contract/index.js";

export interface Order {
  /** The last effect, or effects of a Promise.all: what everything from here on waits for. */
  readonly barrier: readonly NodeId[];
  /** What has been written since then: what the next effect waits for too. */
  readonly since: readonly NodeId[];
  /** What may have thrown in the statement that is being lowered: what stands after it in the statement waits for it. */
  readonly throwing?: readonly NodeId[];
}

export const noOrder: Order = { barrier: [], since: [] };

/** What a node at this point waits for. */
export function orderBefore(order: Order, effect: boolean): readonly NodeId[] {
  const { barrier, since, throwing } = order;
  if (effect) return [...new Set([...barrier, ...since, ...(throwing ?? [])])];
  return throwing ? [...new Set([...barrier, ...throwing])] : barrier;
}

/** The order after a node. */
export function orderAfter(order: Order, node: NodeId, effect: boolean): Order {
  if (effect) return { barrier: [node], since: [] };
  return { ...order, since: [...order.since, node] };
}

/** The order inside a compound: all of it waits for what the compound waits for. */
export function orderInside(order: Order, effect: boolean): Order {
  return { barrier: orderBefore(order, effect), since: [] };
}

/** After members that started from the same order, as those of a Promise.all. */
export function orderUnited(start: Order, ends: readonly Order[]): Order {
  const withEffect = ends.filter((end) => end.barrier !== start.barrier);
  // A member without effect has only added to what was there.
  const added = [
    ...new Set(ends.flatMap((end) => (end.barrier === start.barrier ? end.since.slice(start.since.length) : end.since))),
  ];
  const throwing = [...new Set(ends.flatMap((end) => end.throwing ?? []))];
  const more = throwing.length > 0 ? { throwing } : {};
  if (withEffect.length === 0) return { barrier: start.barrier, since: [...start.since, ...added], ...more };
  return { barrier: [...new Set(withEffect.flatMap((end) => end.barrier))], since: added, ...more };
}

/** The order after nodes that may have thrown, for the rest of the statement. */
export function orderThrowing(order: Order, nodes: readonly NodeId[]): Order {
  return nodes.length === 0 ? order : { ...order, throwing: [...new Set([...(order.throwing ?? []), ...nodes])] };
}

/** The order where a statement has ended: what follows stands in a branch that is not entered after a `throw`. */
export function orderOfStatement(order: Order): Order {
  if (!order.throwing) return order;
  const { throwing: _, ...rest } = order;
  return rest;
}
