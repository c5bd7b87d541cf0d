// What the tests take from language-examples.mjs.
export interface LanguageExample {
  readonly page: string;
  /** Of its first line in the page. */
  readonly line: number;
  /** Where its block ends in the page's text. */
  readonly end: number;
  /** The module that is compiled, and what stands beside it. */
  readonly text: string;
  readonly others: Readonly<Record<string, string>>;
  /** The code that zenc reports, at line `at` of `text`. */
  readonly refused: string | null;
  readonly at: number | null;
  /** It shows what to write instead of a refused one. */
  readonly instead: boolean;
}
export function languagePages(root: string): Promise<readonly string[]>;
export function languageExamples(root: string): Promise<readonly LanguageExample[]>;
