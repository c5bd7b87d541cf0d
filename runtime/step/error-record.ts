// What was thrown, as a record: with file and line of the author's source, by the source map that lies beside the code.
import { type Digest, type ErrorRecord, keys, type Store } from "../contract/index.js";
import { isError, nameAndMessageOf } from "../interpreter/index.js";
import { AttemptFailure } from "./failure.js";

interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Makes the record of anything thrown. `cause` holds where the error does not say its own. */
export async function errorRecordOf(
  error: unknown,
  cause: ErrorRecord["cause"],
  store: Store,
  fatal = false,
): Promise<ErrorRecord> {
  if (error instanceof AttemptFailure) {
    return { cause: error.reason, name: error.name, message: error.message, fatal: error.fatal };
  }
  const head = { cause, ...(await nameAndMessageOf(error)), fatal };
  if (!isError(error)) return head;
  const { frames, position } = await mapped(error.stack ?? "", store);
  const chain = isError(error.cause) ? `\nCaused by ${error.cause.name}: ${error.cause.message}` : "";
  const stack = [`${head.name}: ${head.message}${chain}`, ...frames].join("\n");
  return { ...head, stack, ...(position ?? {}) };
}

const framePattern = /(?:file:\/\/)?[^\s()]*?([0-9a-f]{64})\.mjs(?:\?[^\s():]*)?:(\d+):(\d+)/;

/** The frames of the author's code, in places of the author's files; zenc's own and Node's are left out. */
async function mapped(stack: string, store: Store): Promise<{ frames: readonly string[]; position: Position | null }> {
  const frames: string[] = [];
  let position: Position | null = null;
  for (const frame of stack.split("\n")) {
    const found = framePattern.exec(frame);
    if (!found) continue;
    const [text, digest, line, column] = found as unknown as [string, Digest, string, string];
    const at = await originalOf(store, digest, Number(line), Number(column)).catch(() => null);
    frames.push(frame.replace(text, at ? `${at.file}:${at.line}:${at.column}` : `${digest}.mjs:${line}:${column}`));
    if (at && !position && !at.file.includes("node_modules/")) position = at;
  }
  return { frames, position };
}

async function originalOf(store: Store, digest: Digest, line: number, column: number): Promise<Position | null> {
  const bytes = await store.get(keys.codeMap(digest));
  if (!bytes) return null;
  const { originalPositionFor, TraceMap } = await import("@jridgewell/trace-mapping");
  const found = originalPositionFor(new TraceMap(Buffer.from(bytes).toString("utf8")), { line, column: column - 1 });
  if (found.source === null) return null;
  // Relative to the project, whatever stands before.
  return { file: found.source.replace(/^(?:\.{1,2}\/)+/, ""), line: found.line, column: found.column + 1 };
}
