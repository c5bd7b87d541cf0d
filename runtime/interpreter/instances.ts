// Index paths: which instances a block has, through the fan-outs and loops around it.
import type { IndexPath, NodeId } from "../contract/index.js";
import { NotAvailable } from "./errors.js";
import type { Parts } from "./parts.js";
import { outwards, type Place } from "./table.js";
import { errorOfTrouble, type Trouble } from "./trouble.js";

export interface Instances {
  /** Those below `from`, in order; null where a list, or the number of rounds, is not known (yet). */
  of(place: Place, from: IndexPath): Promise<readonly IndexPath[] | null>;
  /** Items of a fan-out; rejects where they are not known. */
  count(map: NodeId, index: IndexPath): Promise<number>;
}

export function createInstances(parts: Parts): Instances {
  const { table, needs } = parts;
  /** How many items or rounds there are below one path: none where the compound is not entered, or has trouble. */
  const below = async (body: Place, path: IndexPath): Promise<{ readonly count: number; readonly trouble: Trouble | null }> => {
    const { frame, parent } = body;
    if (frame?.kind === "loop") {
      const { count, troubles } = await parts.loops.of(frame.node.id, path);
      return { count, trouble: troubles.find((one) => one.kind === "pending") ?? null };
    }
    const { trouble } = await needs.enter(body, path);
    if (trouble) return { count: 0, trouble: trouble.kind === "pending" ? trouble : null };
    const outer = parent && (await needs.enter(parent, path));
    if (frame?.kind !== "map" || !outer?.entered) return { count: 0, trouble: null };
    return { count: (await parts.values.listOf(frame.node.id, path)).length, trouble: null };
  };

  return {
    async of(place, from) {
      const around = [...outwards(place)].filter(({ frame }) => frame?.kind === "map" || frame?.kind === "loop").reverse();
      let paths: readonly IndexPath[] = [from.slice(0, around.length)];
      for (const body of around.slice(from.length)) {
        const next: IndexPath[] = [];
        for (const path of paths) {
          const { count, trouble } = await below(body, path);
          if (trouble) return null;
          for (let position = 0; position < count; position++) next.push([...path, position]);
        }
        paths = next;
      }
      return paths;
    },
    async count(map, index) {
      const body = table.bodies.get(map);
      if (!body?.parent || body.frame?.kind !== "map") throw new Error(`zenc: the plan has no fan-out "${map}".`);
      const { trouble } = await needs.enter(body, index.slice(0, body.parent.depth));
      const outer = await needs.enter(body.parent, index);
      if (trouble?.kind === "pending") throw errorOfTrouble(trouble);
      // A failure throws the same error again; where a node failed, the fan-out is not run.
      if (trouble?.cause.kind === "node") throw new NotAvailable(trouble.cause.node, trouble.cause.index);
      if (!trouble && !outer.entered) return 0;
      return (await parts.values.listOf(map, index)).length;
    },
  };
}
