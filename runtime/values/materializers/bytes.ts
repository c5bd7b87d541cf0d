// A Uint8Array as it is.
import type { MaterializerPart } from "../context.js";
import { describe, valueError } from "../error.js";
import { readBytes, writeBytes } from "../object.js";

export const bytes: MaterializerPart = {
  async write(value, { store }, at) {
    if (!(value instanceof Uint8Array)) throw valueError(at, `expected a Uint8Array, got ${describe(value)}`);
    return writeBytes(store, "bytes", value);
  },
  async read(artifact, { store }, at) {
    const read = await readBytes(store, artifact, at);
    // A copy with a buffer of its own: steps may transfer it, or look at `.buffer`.
    return new Uint8Array(read);
  },
};
