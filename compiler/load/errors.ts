// TypeScript's own errors in zenc's form: `typescript-2322`, message chain flattened, related places kept.
import { ts } from "ts-morph";
import type { Diagnostic } from "../diagnostics/index.js";
import { spanOfRange } from "./span.js";

/** One error of TypeScript's as a diagnostic. */
export function diagnosticOf(error: ts.Diagnostic, cwd: string): Diagnostic {
  const span = spanOfError(error, cwd);
  const related = (error.relatedInformation ?? []).flatMap((information) => {
    const place = spanOfError(information, cwd);
    return place === null ? [] : [{ span: place, label: textOf(information.messageText) }];
  });
  return {
    code: `typescript-${error.code}`,
    severity: error.category === ts.DiagnosticCategory.Warning ? "warning" : "error",
    message: textOf(error.messageText),
    span,
    related,
  };
}

function spanOfError(error: ts.DiagnosticRelatedInformation, cwd: string) {
  if (error.file === undefined || error.start === undefined) return null;
  return spanOfRange(error.file, error.start, error.start + (error.length ?? 0), cwd);
}

const textOf = (message: string | ts.DiagnosticMessageChain) => ts.flattenDiagnosticMessageText(message, "\n");
