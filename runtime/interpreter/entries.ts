// Whether a block is entered: by its condition, its list, the rounds before it, or what came of a `try`.
import type { Expression, IndexPath } from "../contract/index.js";
import { createMemo } from "./memo.js";
import type { Parts } from "./parts.js";
import type { Frame, Place } from "./table.js";
import { type Trouble, trial, worst } from "./trouble.js";
import { mayThrow } from "./values.js";

/** What is known about a block at an index path. `entered` is false where there is trouble. */
export interface Entry {
  readonly trouble: Trouble | null;
  readonly entered: boolean;
}

type FrameOf<Kind extends Frame["kind"]> = Extract<Frame, { kind: Kind }>;

export function createEntries(
  parts: Parts,
  ofUses: (expression: Expression, index: IndexPath) => Promise<Trouble | null>,
): { enter(place: Place, index: IndexPath): Promise<Entry> } {
  const entries = createMemo<Entry>();
  const enter = (place: Place, index: IndexPath): Promise<Entry> => {
    const path = index.slice(0, place.depth);
    return entries.get(`${place.id}@${path.join(".")}`, () => compute(place, path));
  };
  const compute = async (place: Place, path: IndexPath): Promise<Entry> => {
    const { parent, frame } = place;
    if (!parent || !frame) return { trouble: null, entered: true };
    switch (frame.kind) {
      case "if":
        return side(parent, frame, path);
      case "map":
        return item(place, parent, frame, path);
      case "loop":
        return round(place, parent, frame, path);
      case "try":
        return frame.side === "body" ? enter(parent, path) : handler(parent, frame, path);
    }
  };

  const said = async (parent: Place, path: IndexPath, expressions: readonly Expression[]): Promise<Entry> => {
    const [outer, ...uses] = await Promise.all([enter(parent, path), ...expressions.map((one) => ofUses(one, path))]);
    const trouble = worst([outer.trouble, ...uses], parts.table.nodes);
    return { trouble, entered: trouble === null && outer.entered };
  };
  const side = async (parent: Place, { node, side }: FrameOf<"if">, path: IndexPath): Promise<Entry> => {
    const outer = await said(parent, path, [node.condition]);
    if (!outer.entered) return outer;
    let entered = false;
    const trouble = await trial(async () => {
      entered = Boolean(await parts.values.evaluate(node.condition, path, node.id)) === (side === "then");
    });
    return { trouble, entered };
  };
  const item = async (place: Place, parent: Place, { node }: FrameOf<"map">, path: IndexPath): Promise<Entry> => {
    const outer = await said(parent, path, [node.over]);
    if (!outer.entered) return outer;
    let entered = false;
    const trouble = await trial(async () => {
      const items = await parts.values.listOf(node.id, path);
      entered = path.length === place.depth && (path.at(-1) ?? 0) < items.length;
    });
    return { trouble, entered };
  };

  /** Round 0 begins when what the loop carries in is there; a later one as rule 6 says. A path too short stands for no round. */
  const round = async (place: Place, parent: Place, { node }: FrameOf<"loop">, path: IndexPath): Promise<Entry> => {
    const number = path.at(-1) ?? 0;
    if (path.length < place.depth || number === 0) {
      const outside = path.slice(0, parent.depth);
      const inits = node.carried.map(({ init }) => init);
      const outer = await said(parent, outside, inits);
      if (!outer.entered) return outer;
      const thrown = await Promise.all(
        inits.filter(mayThrow).map((init) => trial(() => parts.values.evaluate(init, outside, node.id))),
      );
      const trouble = worst(thrown, parts.table.nodes);
      return { trouble, entered: trouble === null && path.length === place.depth };
    }
    const outside = path.slice(0, -1);
    if (number <= (await parts.loops.begun(node.id, outside))) return { trouble: null, entered: true };
    const before = [...outside, number - 1];
    const last = await enter(place, before);
    if (!last.entered) return last;
    const trouble = worst(await parts.loops.round(node.id, before), parts.table.nodes);
    if (trouble) return { trouble, entered: false };
    return { trouble: null, entered: Boolean(await parts.values.evaluate(node.again, before, node.id)) };
  };
  const handler = async (parent: Place, { node }: FrameOf<"try">, path: IndexPath): Promise<Entry> => {
    const outcome = await parts.tries.outcome(node.id, path);
    if (outcome.kind === "caught") return { trouble: null, entered: true };
    return { trouble: outcome.kind === "trouble" ? outcome.trouble : (await enter(parent, path)).trouble, entered: false };
  };
  return { enter };
}
