// The one place that decides which keys are legal, so that no key leaves a store's folder or prefix.
import { storeError } from "./error.js";

const segment = /^[A-Za-z0-9._=%-]+$/;
/** What every file system and S3 take. */
const maxSegmentLength = 255;
const maxKeyLength = 900;

/** Throws a StoreError unless `key` is made of legal segments. */
export function checkKey(url: string, operation: string, key: string): void {
  const problem = problemOf(key.split("/"), key.length);
  if (problem !== null) throw refused(url, operation, key, problem);
}

/** The same for a prefix: "" or legal segments with a final "/". */
export function checkPrefix(url: string, operation: string, prefix: string): void {
  if (prefix === "") return;
  const problem = prefix.endsWith("/") ? problemOf(prefix.slice(0, -1).split("/"), prefix.length) : 'a prefix must end in "/"';
  if (problem !== null) throw refused(url, operation, prefix, problem);
}

function problemOf(segments: readonly string[], length: number): string | null {
  if (length > maxKeyLength) return `it is longer than ${maxKeyLength} characters`;
  for (const part of segments) {
    if (!segment.test(part)) return 'a segment must be made of "A-Z a-z 0-9 . _ = % -"';
    if (part === "." || part === "..") return 'a segment must not be "." or ".."';
    if (part.length > maxSegmentLength) return `a segment is longer than ${maxSegmentLength} characters`;
  }
  return null;
}

function refused(url: string, operation: string, key: string, problem: string) {
  const shown = key.length > 200 ? `${key.slice(0, 200)}…` : key;
  return storeError({ url, operation, key: shown, reason: "key", detail: `not a legal key: ${problem}` });
}
