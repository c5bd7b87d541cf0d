// Parameters of many kinds: a step can see the order of an object's keys, and whether one was left out.
import { pipeline, step } from "zenc";

interface Parameters {
  weights?: Record<string, number>;
  note?: string;
  nullable?: string | null;
  mode?: "a" | "b";
  deep?: { list: { x: number; y?: number }[] };
  exact?: number;
}

export const keysOf = step((weights: Record<string, number>): string => Object.keys(weights).join(","));
export const describe = step((note: string | undefined, nullable: string | null): string => `${typeof note} ${nullable}`);
export const far = step((deep: { list: { x: number; y?: number }[] }): number =>
  deep.list.reduce((sum, { x, y = 100 }) => sum + x + y, 0),
);

export const parameters = pipeline(
  "parameters",
  async ({
    weights = { b: 1, a: 2 },
    note,
    nullable = "something",
    mode = "a",
    deep = { list: [] },
    exact = 0.1,
  }: Parameters) => {
    const keys = await keysOf(weights);
    const described = await describe(note, nullable);
    const distance = await far(deep);
    return { keys, described, distance, mode, left: note === undefined, exact: exact * 3 };
  },
);
