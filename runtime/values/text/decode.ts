// Extended JSON text back to values. Text without a tag in it is JSON.parse's work alone.
import type { ArtifactObject } from "../../contract/codec.js";
import { valueError } from "../error.js";
import { handleOf } from "../handle.js";
import { readTag, tagKey } from "./special.js";

/**
 * The value of an extended JSON text, as `encodeText` wrote it; artifacts come back as handles.
 * @throws ValueError where the text is no JSON, or has a tag that this version does not know. `at` names the value in it.
 */
export function decodeText(text: string, at = "$"): unknown {
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch (cause) {
    throw valueError(at, `is not JSON: ${(cause as Error).message}`, cause);
  }
  if (!text.includes(tagKey)) return tree;
  try {
    return readTree(tree, at);
  } catch (cause) {
    if (cause instanceof RangeError) throw valueError(at, `cannot be read: ${cause.message}`, cause);
    throw cause;
  }
}

/** In place: the tree was made by JSON.parse and belongs to nobody else. */
function readTree(tree: unknown, at: string): unknown {
  if (typeof tree !== "object" || tree === null) return tree;
  if (Array.isArray(tree)) {
    for (let index = 0; index < tree.length; index++) {
      const item: unknown = tree[index];
      if (typeof item === "object" && item !== null) tree[index] = readTree(item, at);
    }
    return tree;
  }
  const source = tree as Record<string, unknown>;
  return Object.hasOwn(source, tagKey) ? tagged(source, at) : fieldsOf(source, at);
}

function fieldsOf(source: Record<string, unknown>, at: string): unknown {
  for (const key of Object.keys(source)) {
    const child = source[key];
    if (typeof child !== "object" || child === null) continue;
    const value = readTree(child, at);
    if (value === child) continue;
    // Not an assignment, which would set the prototype for the key "__proto__".
    Object.defineProperty(source, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return source;
}

function tagged(source: Record<string, unknown>, at: string): unknown {
  const name = source[tagKey];
  if (name === "artifact") return handleOf(source.artifact as ArtifactObject);
  if (name === "Object") return fieldsOf(source.value as Record<string, unknown>, at);
  const read = typeof name === "string" ? readTag(name, source.value, (child) => readTree(child, at)) : null;
  if (read === null) {
    throw valueError(at, `has the tag ${JSON.stringify(name)}, which this version of zenc does not know`);
  }
  return read.value;
}
