// Diagnostics as SARIF 2.1.0, which code hosts and editors show at the author's lines.
import type { Change, Diagnostic, Span } from "./diagnostic.js";
import { orderDiagnostics } from "./order.js";

/** A SARIF log with one run; ends in a line break. Columns count UTF-16 code units, files are relative to the working directory. */
export function renderSarif(diagnostics: readonly Diagnostic[]): string {
  const ordered = orderDiagnostics(diagnostics);
  const codes = [...new Set(ordered.map((one) => one.code))].sort();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "zenc", rules: codes.map((id) => ({ id })) } },
        columnKind: "utf16CodeUnits",
        results: ordered.map((one) => resultOf(one, codes.indexOf(one.code))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf(diagnostic: Diagnostic, ruleIndex: number) {
  const { code, severity, message, span, related, help, change } = diagnostic;
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: help === undefined ? message : `${message}\n${help}` },
    ...(span === null ? {} : { locations: [{ physicalLocation: locationOf(span) }] }),
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((one, id) => ({
            id,
            physicalLocation: locationOf(one.span),
            message: { text: one.label },
          })),
        }),
    ...(change === undefined ? {} : { fixes: [fixOf(change, help ?? message)] }),
  };
}

function fixOf({ span, text }: Change, description: string) {
  const { artifactLocation, region } = locationOf(span);
  return {
    description: { text: description },
    artifactChanges: [{ artifactLocation, replacements: [{ deletedRegion: region, insertedContent: { text } }] }],
  };
}

function locationOf({ file, start, end }: Span) {
  return {
    artifactLocation: { uri: file.split("/").map(encodeURIComponent).join("/") },
    region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
  };
}
