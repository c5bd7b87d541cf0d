// Promises in variables: started in one order, awaited in another, one of them twice, some together.
import { pipeline, step } from "zenc";

export const load = step((name: string): string => name.toUpperCase());
export const size = step((text: string): number => text.length);
export const join = step((...parts: (string | number)[]): string => parts.join(" "));

export const promiseVariables = pipeline("promise-variables", async ({ name = "a" }: { name?: string }) => {
  const first = load(name);
  const second = load(`${name}${name}`);
  const sizes = [size(name), size("four")] as const;
  const later = size(await second);
  const one = await first;
  const [small, four] = await Promise.all(sizes);
  const again = await first;
  const all = await Promise.all([first, later, second]);
  return await join(one, small, four, again, ...all);
});
