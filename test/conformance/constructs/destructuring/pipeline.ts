// Destructuring of steps' outputs: defaults, rest, nesting, and the same of a parameter and of an item.
import { pipeline, step } from "zenc";

interface Found {
  name?: string;
  size: { width: number; height?: number };
  tags: string[];
  note: string | null;
}
export const find = step(
  (name: string): Found =>
    name === ""
      ? { size: { width: 1 }, tags: [], note: null }
      : { name, size: { width: 2, height: 5 }, tags: ["x", "y", "z"], note: name },
);
export const area = step((width: number, height: number): number => width * height);
export const list = step((rest: Record<string, unknown>): string => Object.keys(rest).sort().join(","));
export const join = step((...parts: unknown[]): string => parts.map(String).join(" "));

export const destructuring = pipeline("destructuring", async ({ names, ...others }: { names: string[]; depth?: number }) => {
  const { depth = 1 } = others;
  const [first = "none", ...more] = names;
  const {
    name = "unnamed",
    size: { width, height = depth },
    tags: [tag = "untagged", , third],
    ...rest
  } = await find(first);
  const listed = await list(rest);
  const areas = await Promise.all(
    more.map(async (one, at) => {
      const { size, note = "never" } = await find(one);
      return `${note}${await area(size.width + at, size.height ?? depth)}`;
    }),
  );
  return await join(name, await area(width, height), tag, third, listed, ...areas);
});
