// The words of an accelerator's name, as makers, clouds and authors spell it: `A100-SXM4-80GB`, `nvidia-tesla-a100`, `a100`.

/** In lower case, without what joins them. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");

/** Whether one of the words, or some that follow one another taken together, is this one. */
export const hasWord = (words: readonly string[], word: string): boolean =>
  words.some((_, start) => words.some((__, end) => end >= start && words.slice(start, end + 1).join("") === word));
