// How the interpreter holds a value that is not data (a model, a path, a stream): its artifact, decoded only when a step takes it.
import type { ArtifactObject } from "../contract/codec.js";

// Registered, so that glue and step code bundled apart agree about it.
const brand = Symbol.for("zenc.handle");

/** A stored value that has not been decoded. Frozen; made by `handleOf` only. */
export interface Handle {
  readonly artifact: ArtifactObject;
}

/** The handle of a stored object. */
export function handleOf(artifact: ArtifactObject): Handle {
  const handle = { artifact };
  // Not enumerable: a handle that is printed or copied by the author's code shows its artifact only.
  Object.defineProperty(handle, brand, { value: true });
  return Object.freeze(handle);
}

/** Whether a value is a handle. */
export function isHandle(value: unknown): value is Handle {
  return typeof value === "object" && value !== null && (value as { [key: symbol]: unknown })[brand] === true;
}
