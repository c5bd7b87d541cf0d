// What a gate evaluates for others: a node's own expressions, in every instance that is known.
import type { IndexPath, NodeId } from "../contract/index.js";
import type { Instances } from "./instances.js";
import type { Parts } from "./parts.js";
import { type Trouble, worst } from "./trouble.js";

/** The trouble of a node's own expressions, in the instances below `index`; what a `try` around has caught counts for nothing. */
export async function troubleOfOwn(
  { table, walks, tries }: Parts,
  instances: Instances,
  id: NodeId,
  index: IndexPath,
): Promise<Trouble | null> {
  const found = table.nodes.get(id);
  if (!found) throw new Error(`zenc: the plan names a node "${id}", which it does not have.`);
  const { node, place } = found;
  const known = await instances.of(place, index.slice(0, place.depth));
  const paths = known && known.length > 0 ? known : [index.slice(0, place.depth)];
  const troubles: Trouble[] = [];
  for (const path of paths) {
    const own = worst(await walks.own(node, path), table.nodes);
    if (own && !(own.kind === "failed" && (await tries.isCaught(place, path)))) troubles.push(own);
  }
  return worst(troubles, table.nodes);
}
