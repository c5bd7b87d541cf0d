// The words at the head of a compound.
import type { GraphFanOut, GraphLoop, LoopHeading } from "./model.js";

/** A heading in its parts: words of ours (`word`) and the author's text. */
export type Words = readonly { readonly text: string; readonly word?: true }[];

const word = (text: string) => ({ text, word: true }) as const;
const each = ({ item, over }: { readonly item: string; readonly over: string }): Words => [
  word("for each"),
  { text: item },
  word("of"),
  { text: over },
];

/** `for each item of items`. */
export const fanOutWords = (map: GraphFanOut): Words => each(map);

/** `while busy`, `repeat while busy`, `for each item of items in turn`, `repeat`. */
export function loopWords({ heading }: { readonly heading: LoopHeading }): Words {
  switch (heading.kind) {
    case "while":
      return [word("while"), { text: heading.condition }];
    case "do":
      return [word("repeat while"), { text: heading.condition }];
    case "each":
      return [...each(heading), word("in turn")];
    case "repeat":
      return [word("repeat")];
  }
}

/** A heading as plain text. */
export const plain = (words: Words): string => words.map(({ text }) => text).join(" ");

/** The heading of what repeats its body, as plain text. */
export const headingText = (of: GraphFanOut | GraphLoop): string => plain(of.kind === "map" ? fanOutWords(of) : loopWords(of));
