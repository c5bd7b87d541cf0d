// Where TypeScript's error about an option says less than zenc's own, the own one is worth having although the types do not fit.
import type { Diagnostic } from "../diagnostics/index.js";
import type { Loaded } from "../load/index.js";
import type { Definitions } from "./definitions.js";

/** Of what `define` found in a program with errors: that which stands at the same place as an error. The rest may follow from the errors. */
export function explanationsOf(loaded: Loaded, definitions: Definitions): readonly Diagnostic[] {
  const placeOf = ({ span }: Diagnostic) => span && `${span.file}:${span.start.offset}`;
  const places = new Set(loaded.diagnostics.map(placeOf));
  const found = [...definitions.diagnostics, ...definitions.stepDiagnostics()];
  return found.filter((one) => one.span !== null && places.has(placeOf(one)));
}
