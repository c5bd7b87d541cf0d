// Whether what a gate waits for was run: an engine that has not started it knows no more.
import type { IndexPath, NodeId, Task, TaskId } from "../contract/index.js";
import type { Instances } from "./instances.js";
import type { Parts } from "./parts.js";
import { outwards, type Place } from "./table.js";
import { type Trouble, worst } from "./trouble.js";

/** Trouble of the tasks that a gate waits for, of all their instances where it does not stand beside them. */
export async function troubleOfWaits(
  { table, tasks }: Pick<Parts, "table" | "tasks">,
  instances: Instances,
  gate: Task,
  path: IndexPath,
): Promise<Trouble | null> {
  const own = [...outwards(tasks.placeOf(gate.id))];
  const ofWait = async (id: NodeId | TaskId): Promise<readonly (Trouble | null)[]> => {
    const place = tasks.placeOf(id);
    const shared = [...outwards(place)].find((at) => own.some((other) => other.id === at.id)) as Place;
    const from = path.slice(0, shared.depth);
    const paths = await instances.of(place, from);
    return Promise.all((paths && paths.length > 0 ? paths : [from]).map((one) => tasks.ofTask(id, one)));
  };
  return worst((await Promise.all(gate.waits.map(ofWait))).flat(), table.nodes);
}
