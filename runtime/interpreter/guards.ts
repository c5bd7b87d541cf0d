// Whether a wiring guard holds: a literal holds where its task publishes, and the atom is what it says.
import type { Guard, GuardLiteral, IndexPath, Task } from "../contract/index.js";
import { createMemo } from "./memo.js";
import type { Parts } from "./parts.js";
import { type Trouble, trial, worst } from "./trouble.js";

export interface GuardAnswer {
  readonly trouble: Trouble | null;
  readonly holds: boolean;
}

export function createGuards(parts: Parts): { of(task: Task, path: IndexPath): Promise<GuardAnswer> } {
  const { table, answers } = parts;
  const guards = createMemo<GuardAnswer>();
  const of = (task: Task, path: IndexPath): Promise<GuardAnswer> =>
    guards.get(`${task.id}@${path.join(".")}`, async () => {
      const alternatives = await Promise.all(task.guard.map((all) => conjunction(all, path)));
      return {
        trouble: worst(
          alternatives.map((one) => one.trouble),
          table.nodes,
        ),
        holds: alternatives.some((one) => one.holds),
      };
    });
  const conjunction = async (all: Guard[number], path: IndexPath): Promise<GuardAnswer> => {
    for (const literal of all) {
      const { trouble, holds } = await ofLiteral(literal, path);
      if (trouble || !holds) return { trouble, holds: false };
    }
    return { trouble: null, holds: true };
  };
  const ofLiteral = async (literal: GuardLiteral, path: IndexPath): Promise<GuardAnswer> => {
    const task = table.tasks.get(literal.task);
    const publication = task?.publishes.find((one) => one.kind === "boolean" && one.atom === literal.atom);
    if (!task || publication?.kind !== "boolean") throw new Error(`zenc: no task publishes "${literal.atom}".`);
    const id = task.kind === "node" ? (task.node ?? task.id) : task.id;
    const place = parts.tasks.placeOf(id);
    const at = path.slice(0, place.depth);
    const trouble = await parts.tasks.ofTask(id, at);
    if (trouble) return { trouble, holds: false };
    // Ended without trouble, so it has published or was skipped; a skipped task publishes nothing.
    const ran = parts.tasks.blockOf(id) ? (await parts.needs.enter(place, at)).entered : (await answers.record(id, at)) !== null;
    if (!ran) return { trouble: null, holds: false };
    let holds = false;
    const thrown = await trial(async () => {
      holds = Boolean(await parts.values.evaluate(publication.value, at, task.id)) === literal.is;
    });
    return { trouble: thrown, holds: thrown === null && holds };
  };
  return { of };
}
