// Three fan-outs within one another: "abc" × "de" × "fghijk", 36 leaves.
import { pipeline, step } from "zenc";

export const letters = step((text: string): string[] => [...text]);
export const leaf = step((x: string, y: string, z: string): string => x + y + z);
export const inner = step((leaves: string[]): string => leaves.join(" "));
export const outer = step((groups: string[]): string => groups.join(" | "));
export const count = step((all: string[]): number => all.join(" ").split(/[ |]+/).length);

export const graphThreeDeep = pipeline(
  "graph-three-deep",
  async ({ first = "abc", second = "de", third = "fghijk" }: { first?: string; second?: string; third?: string }) => {
    const xs = await letters(first);
    const all = await Promise.all(
      xs.map(async (x) => {
        const ys = await letters(second);
        const groups = await Promise.all(
          ys.map(async (y) => {
            const zs = await letters(third);
            const leaves = await Promise.all(zs.map((z) => leaf(x, y, z)));
            return await inner(leaves);
          }),
        );
        return await outer(groups);
      }),
    );
    return { all, count: await count(all) };
  },
);
