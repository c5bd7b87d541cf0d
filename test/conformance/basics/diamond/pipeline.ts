// Two steps side by side over one, joined by a third; one of them is called twice.
import { pipeline, step } from "zenc";

interface Words {
  all: string[];
  language: "en" | "de";
}
export const read = step((text: string): Words => ({ all: text.split(" "), language: text.includes("ß") ? "de" : "en" }));
export const count = step((words: string[], of: string): number => words.filter((word) => word.includes(of)).length);
export const longest = step((words: string[]): string => words.reduce((a, b) => (b.length > a.length ? b : a), ""));
export const join = step((...parts: (string | number)[]): string => parts.join("/"));

export const diamond = pipeline("diamond", async ({ text }: { text: string }) => {
  const { all, language } = await read(text);
  const [long, es] = await Promise.all([longest(all), count(all, "e")]);
  const os = await count(all, "o");
  return await join(long, es, os, language);
});
