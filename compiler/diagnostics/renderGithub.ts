// Diagnostics as workflow commands of GitHub Actions, which shows them at the author's lines without any permission.
import type { Diagnostic } from "./diagnostic.js";
import { orderDiagnostics } from "./order.js";

/** A line each; empty where there are none. Files are relative to the root of the repository. */
export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return orderDiagnostics(diagnostics)
    .map((one) => `${commandOf(one)}\n`)
    .join("");
}

function commandOf({ code, severity, message, span, help }: Diagnostic): string {
  const properties: Record<string, string> = {};
  if (span !== null) {
    const { file, start, end } = span;
    Object.assign(properties, { file, line: start.line, endLine: end.line, col: start.column });
    // GitHub marks columns only within a line.
    if (start.line === end.line) properties.endColumn = String(end.column);
  }
  properties.title = `zenc: ${code}`;
  const said = Object.entries(properties).map(([name, value]) => `${name}=${propertyText(String(value))}`);
  return `::${severity} ${said.join(",")}::${messageText(help === undefined ? message : `${message}\n${help}`)}`;
}

/** As the runner reads them back. */
const messageText = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const propertyText = (text: string): string => messageText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
