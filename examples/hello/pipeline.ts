// The first minute with zenc: three steps, one parameter. Run it with `npx zenc run pipeline.ts --param name=Ada`.
import { pipeline, step } from "zenc";

/** Makes the greeting. */
export const greet = step((name: string): string => `Hello, ${name}!`);

/** Says it louder. */
export const shout = step((text: string): string => text.toUpperCase());

/** Counts each letter, capital or not. */
export const countLetters = step((text: string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const letter of text.toLowerCase().match(/\p{Letter}/gu) ?? []) counts[letter] = (counts[letter] ?? 0) + 1;
  return counts;
});

/** Greets somebody, and counts the letters that it took. */
export const hello = pipeline("hello", async ({ /** Who is greeted. */ name = "world" }: { name?: string }) => {
  const greeting = await greet(name);
  // Both need only the greeting: they run side by side.
  const loud = await shout(greeting);
  const letters = await countLetters(greeting);
  return { loud, letters };
});
