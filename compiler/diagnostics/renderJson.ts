// Diagnostics for tools: one versioned JSON document.
import type { Diagnostic } from "./diagnostic.js";
import { orderDiagnostics } from "./order.js";

/** What `--format json` prints. A later version may add properties; what is here keeps its meaning. */
export interface DiagnosticsDocument {
  readonly format: "zenc-diagnostics";
  readonly version: 1;
  /** Whether there is no error. */
  readonly ok: boolean;
  readonly errors: number;
  readonly warnings: number;
  /** In order of file and position. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The document as data, for documents that hold it. */
export function diagnosticsDocument(diagnostics: readonly Diagnostic[]): DiagnosticsDocument {
  const ordered = orderDiagnostics(diagnostics);
  const errors = ordered.filter((one) => one.severity === "error").length;
  return {
    format: "zenc-diagnostics",
    version: 1,
    ok: errors === 0,
    errors,
    warnings: ordered.length - errors,
    diagnostics: ordered,
  };
}

/** The document as text; ends in a line break. */
export function renderJson(diagnostics: readonly Diagnostic[]): string {
  return `${JSON.stringify(diagnosticsDocument(diagnostics), null, 2)}\n`;
}
