// "Did you mean …?" for names that a user has typed.
import { suggestionFor } from "../compiler/diagnostics/suggest.js";

/** ` Did you mean "x"?`, or nothing where no name is near. */
export function didYouMean(typed: string, names: readonly string[]): string {
  const near = suggestionFor(typed, names);
  return near === undefined ? "" : ` Did you mean "${near}"?`;
}
