// The digest of a value, of which keys are made: equal data gives equal digests, wherever and however it is stored.
import type { ArtifactObject } from "../contract/codec.js";
import type { Digest } from "../contract/ids.js";
import { digestOf } from "../contract/json.js";
import { encodeText } from "./text/index.js";

/**
 * SHA-256 of the value's extended JSON text, with each handle as its materializer and digest.
 * The order of an object's keys counts: a step can see it.
 * @throws ValueError where the value is not data.
 */
export function digestOfValue(value: unknown, at?: string): Digest {
  return digestOf(encodeText(value, at === undefined ? { handle: identityOf } : { handle: identityOf, at }));
}

/** What makes an artifact that artifact; sizes and repeated text follow from it. */
const identityOf = ({ materializer, own, digest, file }: ArtifactObject): unknown => ({
  $zenc: "artifact",
  // Equal bytes read by other code are another value.
  artifact: { materializer, ...(own === undefined ? {} : { code: own.code }), digest, ...(file === undefined ? {} : { file }) },
});
