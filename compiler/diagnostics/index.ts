// The table of all codes, by phase, and `diagnose`, the one way to make a diagnostic.
import { bundleCodes } from "./codes/bundle.js";
import { checkCodes } from "./codes/check.js";
import { defineCodes } from "./codes/define.js";
import { loadCodes } from "./codes/load.js";
import { lowerCodes } from "./codes/lower.js";
import { placeCodes } from "./codes/place.js";
import { stackCodes } from "./codes/stack.js";
import { targetCodes } from "./codes/target.js";
import { wireCodes } from "./codes/wire.js";
import type { Change, CodeDefinition, Diagnostic, Span } from "./diagnostic.js";

export { changedText } from "./changed.js";
export * from "./diagnostic.js";
export { orderDiagnostics } from "./order.js";
export { renderGithub } from "./renderGithub.js";
export { type DiagnosticsDocument, diagnosticsDocument, renderJson } from "./renderJson.js";
export { renderSarif } from "./renderSarif.js";
export { type RenderTextRequest, renderText } from "./renderText.js";
export { suggestionFor, suggestionHelp } from "./suggest.js";

/** Every code that zenc can report. Each has exactly one fixture folder, which a test demands. */
export const codes = {
  ...loadCodes,
  ...defineCodes,
  ...lowerCodes,
  ...checkCodes,
  ...placeCodes,
  ...wireCodes,
  ...bundleCodes,
  ...targetCodes,
  ...stackCodes,
};
export type Code = keyof typeof codes;
type ParametersOf<C extends Code> = (typeof codes)[C] extends CodeDefinition<infer P> ? P : never;

/** Makes the diagnostic `code` at `span`. Unknown codes and missing parameters are type errors. */
export function diagnose<C extends Code>(
  code: C,
  span: Span | null,
  parameters: ParametersOf<C>,
  more: { readonly related?: Diagnostic["related"]; readonly help?: string; readonly change?: Change | undefined } = {},
): Diagnostic {
  const definition = codes[code] as CodeDefinition<ParametersOf<C>>;
  const label = typeof definition.label === "function" ? definition.label(parameters) : definition.label;
  const help = more.help ?? definition.help?.(parameters);
  return {
    code,
    severity: definition.severity,
    message: definition.message(parameters),
    span,
    ...(label === undefined ? {} : { label }),
    related: more.related ?? [],
    ...(help === undefined ? {} : { help }),
    ...(more.change === undefined ? {} : { change: more.change }),
  };
}
