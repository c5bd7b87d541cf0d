// zenc's version: written into the built file, read from package.json where this runs from source.
import { readFileSync } from "node:fs";

declare const ZENC_VERSION: string | undefined;

/** The version of the package, or "unknown" in a file that was built without saying it. */
export function stepVersion(): string {
  if (typeof ZENC_VERSION !== "undefined") return ZENC_VERSION;
  try {
    return String(JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version);
  } catch {
    return "unknown";
  }
}
