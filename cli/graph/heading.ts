// The words at the head of a compound.
import type { GraphBranch, GraphFanOut, GraphItem, GraphLoop, LoopHeading } from "./model.js";

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

/** `while busy`, `for each item of items in turn`, `repeat`. */
export function loopWords({ heading }: { readonly heading: LoopHeading }): Words {
  switch (heading.kind) {
    case "while":
      return [word("while"), { text: heading.condition }];
    case "each":
      return [...each(heading), word("in turn")];
    case "repeat":
      return [word("repeat")];
  }
}

/** `if good`; `unless good` where only what stands on the other side is shown. */
export function branchWords({ condition, then }: GraphBranch): Words {
  if (then.length > 0) return [word("if"), { text: condition }];
  const positive = /^!([\w$.]+)$/.exec(condition)?.[1];
  return positive === undefined ? [word("unless"), { text: condition }] : [word("if"), { text: positive }];
}

/** A heading as plain text. */
const plain = (words: Words): string => words.map(({ text }) => text).join(" ");

/** The heading of what repeats its body, as plain text. */
export const headingText = (of: GraphFanOut | GraphLoop): string => plain(of.kind === "map" ? fanOutWords(of) : loopWords(of));

/** What a construct is called on one line. */
export function constructText(item: GraphItem): string {
  switch (item.kind) {
    case "call":
      return item.id;
    case "throw":
      return `throw ${item.text}`;
    case "if":
      return plain(branchWords(item));
    case "map":
    case "loop":
      return headingText(item);
    case "try":
      return item.handler === null ? "try, finally" : "try";
    case "pipeline":
      return `pipeline ${item.name}`;
  }
}
