// Values to artifacts, along the codec's tree.
import type { Artifact, ArtifactObject, Codec, Materializer } from "../contract/codec.js";
import type { ValueContext } from "./context.js";
import { below, describe, expected, valueError } from "./error.js";
import { isHandle } from "./handle.js";
import { allOf, type Limit, limitOf } from "./limit.js";
import { materializers } from "./materializers/index.js";

/** Objects written at the same time. */
const concurrency = 8;

/**
 * Stores a value as its codec says and returns its artifact. A handle at a leaf passes through: nothing is copied.
 * `at` names the value in errors, default `output`.
 * @throws ValueError with the path of what does not fit; StoreError.
 */
export function writeValue(value: unknown, codec: Codec, context: ValueContext, at = "output"): Promise<Artifact> {
  return write(value, codec, { context, limit: limitOf(concurrency) }, at);
}

interface Writing {
  readonly context: ValueContext;
  readonly limit: Limit;
}

async function write(value: unknown, codec: Codec, writing: Writing, at: string): Promise<Artifact> {
  switch (codec.kind) {
    case "none":
      return { kind: "undefined" };
    case "nullable":
      if (value === null) return { kind: "null" };
      return value === undefined ? { kind: "undefined" } : write(value, codec.of, writing, at);
    case "leaf":
      if (isHandle(value)) return passed(value.artifact, codec, at);
      return writing.limit(() => materializers[codec.materializer].write(value, writing.context, at, codec.own));
    case "record":
      return writeRecord(value, (key) => (Object.hasOwn(codec.fields, key) ? codec.fields[key] : undefined), writing, at, codec);
    case "dictionary":
      return writeRecord(value, () => codec.values, writing, at);
    case "list":
      return writeList(value, () => codec.items, writing, at);
    case "tuple":
      return writeList(value, (index) => codec.items[index], writing, at);
  }
}

function passed(artifact: ArtifactObject, codec: Codec & { readonly kind: "leaf" }, at: string): Artifact {
  if (artifact.materializer === codec.materializer && artifact.own?.code === codec.own?.code) return artifact;
  throw valueError(at, `expected ${expected(codec.materializer)}, got ${expected(artifact.materializer)}`);
}

async function writeRecord(
  value: unknown,
  codecOf: (key: string) => Codec | undefined,
  writing: Writing,
  at: string,
  record?: Codec & { readonly kind: "record" },
): Promise<Artifact> {
  if (typeof value !== "object" || value === null || Array.isArray(value) || isHandle(value)) {
    throw valueError(at, `expected an object, got ${describe(value)}`);
  }
  for (const [key, codec] of Object.entries(record?.fields ?? {})) {
    if (!(key in value) && codec.kind === "leaf" && !takesUndefined(codec.materializer)) {
      throw valueError(below(at, key), `expected ${expected(codec.materializer)}, got undefined`);
    }
  }
  const entries = await allOf(
    Object.entries(value).map(async ([key, item]): Promise<[string, Artifact]> => {
      const codec = codecOf(key);
      if (codec === undefined)
        throw valueError(below(at, key), "is not in the step's declared return type, so it cannot be stored");
      return [key, await write(item, codec, writing, below(at, key))];
    }),
  );
  return { kind: "record", fields: Object.fromEntries(entries) };
}

/** An optional property of data may be missing; one of a model is "nullable". */
const takesUndefined = (materializer: Materializer): boolean => materializer === "json" || materializer === "extended";

async function writeList(
  value: unknown,
  codecOf: (index: number) => Codec | undefined,
  writing: Writing,
  at: string,
): Promise<Artifact> {
  if (!Array.isArray(value)) throw valueError(at, `expected an array, got ${describe(value)}`);
  const items = await allOf(
    Array.from(value, async (item, index) => {
      const codec = codecOf(index);
      if (codec === undefined) throw valueError(below(at, index), "is beyond the step's declared tuple, so it cannot be stored");
      return write(item, codec, writing, below(at, index));
    }),
  );
  return { kind: "list", items };
}
