// Values that are not data (models, tensors, paths, streams) may be moved about, never looked into.
import { ts } from "ts-morph";
import { type Codec, hasLeaf } from "../../../runtime/contract/index.js";
import { type Context, report } from "../context.js";

const opaque: ReadonlySet<string> = new Set(["path", "stream", "layers-model", "graph-model", "tensor", "arrow", "own"]);

/** True of a type whose values zenc holds by reference only. */
export function isOpaque(context: Context, type: ts.Type): boolean {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never)) return false;
  if (context.definitions.isData(type)) return false;
  return isOpaqueCodec(context.definitions.codecOf(type));
}

function isOpaqueCodec(codec: Codec | null): boolean {
  if (codec?.kind === "nullable") return isOpaqueCodec(codec.of);
  return codec?.kind === "leaf" && opaque.has(codec.materializer);
}

/** True of a type that holds such values somewhere. */
export function holdsOpaque(context: Context, type: ts.Type): boolean {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Never)) return false;
  if (context.definitions.isData(type)) return false;
  const codec = context.definitions.codecOf(type);
  return codec !== null && hasLeaf(codec, ({ materializer }) => opaque.has(materializer));
}

/** Reports a look into such a value. */
export function checkOpaque(context: Context, type: ts.Type, node: ts.Node): boolean {
  if (!isOpaque(context, type)) return false;
  report(context, "value-opaque", node, { type: context.checker.typeToString(type) });
  return true;
}
