// What one TypeScript type is to zenc, looked at by itself: data, a value with a materializer of its own, or nothing that can be stored.
import { ts } from "ts-morph";
import type { Materializer } from "../../runtime/contract/index.js";
import type { DefineContext } from "./context.js";

export type TypeKind =
  /** Nothing: void, undefined, never. */
  | { readonly kind: "nothing" }
  | { readonly kind: "null" }
  | { readonly kind: "primitive" }
  /** Data that JSON lacks, kept by tags; `parts` are the types inside. */
  | { readonly kind: "extended"; readonly parts: readonly ts.Type[] }
  /** Stored by a materializer of its own; `element` of a stream. */
  | { readonly kind: "special"; readonly materializer: Materializer; readonly element?: ts.Type }
  | { readonly kind: "union"; readonly members: readonly ts.Type[] }
  | { readonly kind: "array"; readonly items: ts.Type }
  | { readonly kind: "tuple"; readonly items: readonly TupleItem[] }
  | { readonly kind: "object"; readonly fields: readonly Field[]; readonly index: ts.Type | undefined }
  /** Why it cannot be stored, as the end of the sentence "it is …". */
  | { readonly kind: "unstorable"; readonly reason: string };

export interface Field {
  readonly name: string;
  /** With the `undefined` that an optional field brings. */
  readonly type: ts.Type;
  readonly optional: boolean;
  readonly symbol: ts.Symbol;
}
export interface TupleItem {
  readonly type: ts.Type;
  readonly rest: boolean;
  readonly optional: boolean;
}

const bytes = new Set(["Uint8Array", "Buffer"]);
const extended = new Set(
  "Date Map Set ReadonlyMap ReadonlySet RegExp URL ArrayBuffer Int8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array".split(
    " ",
  ),
);
const streams = new Set(
  "AsyncIterable AsyncIterator AsyncIterableIterator AsyncIteratorObject AsyncGenerator ReadableStream".split(" "),
);
const unstorable: Readonly<Record<string, string>> = {
  Promise: "a promise inside a value",
  PromiseLike: "a promise inside a value",
  WeakMap: "a WeakMap",
  WeakSet: "a WeakSet",
  WeakRef: "a WeakRef",
  Function: "a function",
  Iterator: "an iterator, which can be read only once",
  IterableIterator: "an iterator, which can be read only once",
  Generator: "a generator, which can be read only once",
};
const tensorflow: Readonly<Record<string, Materializer>> = {
  LayersModel: "layers-model",
  Sequential: "layers-model",
  GraphModel: "graph-model",
  Tensor: "tensor",
  Variable: "tensor",
};
const arrow = /\/node_modules\/(apache-arrow|@apache-arrow\/[^/]+)\//;

/** Looks at a type. It does not look inside: callers walk on. `optional` types lose the `undefined` that only says "may be missing". */
export function kindOf(type: ts.Type, context: DefineContext, optional = false): TypeKind {
  const F = ts.TypeFlags;
  const { flags } = type;
  if (context.opaque?.has(type)) return { kind: "special", materializer: "own" };
  if (flags & F.Any) return { kind: "unstorable", reason: 'of type "any"' };
  if (flags & F.Unknown) return { kind: "unstorable", reason: 'of type "unknown"' };
  if (flags & (F.Void | F.Undefined | F.Never)) return { kind: "nothing" };
  if (flags & F.Null) return { kind: "null" };
  if (flags & F.BigIntLike) return { kind: "extended", parts: [] };
  if (flags & F.ESSymbolLike) return { kind: "unstorable", reason: "a symbol" };
  if (type.isUnion()) {
    const members = optional ? type.types.filter((member) => !(member.flags & F.Undefined)) : type.types;
    return members.length === 1 ? kindOf(members[0] as ts.Type, context) : { kind: "union", members };
  }
  if (flags & (F.StringLike | F.NumberLike | F.BooleanLike | F.EnumLike)) return { kind: "primitive" };
  if (flags & F.NonPrimitive) return { kind: "unstorable", reason: 'of type "object"' };
  if (type.isIntersection()) return intersectionKind(type, context);
  if (flags & F.Object) return objectKind(type as ts.ObjectType, context);
  return generalKind(type, context);
}

/** Type parameters and what is computed from them: their constraint says nothing about the value. */
function generalKind(type: ts.Type, context: DefineContext): TypeKind {
  return { kind: "unstorable", reason: `of the open type "${context.checker.typeToString(type)}"` };
}

function intersectionKind(type: ts.IntersectionType, context: DefineContext): TypeKind {
  if (isLocalPath(type, context)) return { kind: "special", materializer: "path" };
  const primitive = type.types.find(
    (part) => part.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike),
  );
  if (primitive) return { kind: "primitive" };
  for (const part of type.types) {
    const kind = kindOf(part, context);
    if (kind.kind !== "object") return kind;
  }
  return fieldsKind(type, context);
}

/** `LocalPath` is a string with a property that only zenc's own module can name. */
function isLocalPath(type: ts.IntersectionType, context: DefineContext): boolean {
  return type.types.some((part) =>
    part.getProperties().some((property) => property.declarations?.some((one) => context.isOwn(one.getSourceFile().fileName))),
  );
}

function objectKind(type: ts.ObjectType, context: DefineContext): TypeKind {
  const { checker } = context;
  if (checker.isTupleType(type)) return tupleKind(type as ts.TupleTypeReference, context);
  if (checker.isArrayType(type))
    return { kind: "array", items: checker.getTypeArguments(type as ts.TypeReference)[0] as ts.Type };
  const named = namedKind(type, context);
  if (named) return named;
  if (type.getConstructSignatures().length > 0) return { kind: "unstorable", reason: "a class" };
  if (type.getCallSignatures().length > 0) return { kind: "unstorable", reason: "a function" };
  const foreign = methodsOfNamed(type);
  return foreign ?? fieldsKind(type, context);
}

/** Types that are known by their name and by the library that declares it. */
function namedKind(type: ts.ObjectType, context: DefineContext): TypeKind | undefined {
  const { symbol } = type;
  const file = symbol?.declarations?.[0]?.getSourceFile();
  if (symbol === undefined || file === undefined || !file.isDeclarationFile) return undefined;
  const { name } = symbol;
  if (file.fileName.includes("/node_modules/@tensorflow/tfjs")) {
    const materializer = tensorflow[name] ?? tensorflowBase(type, context);
    return materializer && { kind: "special", materializer };
  }
  if (name === "Table" && arrow.test(file.fileName)) return { kind: "special", materializer: "arrow" };
  if (!isPlatform(file, context)) return tensorflowSubclass(type, context);
  const parts = context.checker.getTypeArguments(type as ts.TypeReference);
  if (bytes.has(name)) return { kind: "special", materializer: "bytes" };
  if (extended.has(name)) return { kind: "extended", parts: name.endsWith("Array") || name === "ArrayBuffer" ? [] : parts };
  const [element] = parts;
  if (streams.has(name) && element) return { kind: "special", materializer: "stream", element };
  const reason = unstorable[name];
  return reason === undefined ? undefined : { kind: "unstorable", reason };
}

function tensorflowSubclass(type: ts.ObjectType, context: DefineContext): TypeKind | undefined {
  const materializer = tensorflowBase(type, context);
  return materializer && { kind: "special", materializer };
}

/** A class that extends a model or a tensor is stored as one. */
function tensorflowBase(type: ts.ObjectType, context: DefineContext): Materializer | undefined {
  if (!type.isClassOrInterface()) return undefined;
  for (const base of context.checker.getBaseTypes(type)) {
    const kind = base.flags & ts.TypeFlags.Object ? namedKind(base as ts.ObjectType, context) : undefined;
    if (kind?.kind === "special") return kind.materializer;
  }
  return undefined;
}

/** TypeScript's own libraries and Node's types. */
export function isPlatform(file: ts.SourceFile, context: Pick<DefineContext, "loaded">): boolean {
  return context.loaded.program.isSourceFileDefaultLibrary(file) || file.fileName.includes("/node_modules/@types/node/");
}

function tupleKind(type: ts.TupleTypeReference, context: DefineContext): TypeKind {
  const E = ts.ElementFlags;
  const types = context.checker.getTypeArguments(type);
  const items = types.map((item, index) => {
    const flags = type.target.elementFlags[index] ?? E.Required;
    return { type: item, rest: (flags & E.Variable) !== 0, optional: (flags & E.Optional) !== 0 };
  });
  return { kind: "tuple", items };
}

/** An instance of a class with methods, or of a library's type with methods, cannot be made again from its fields. */
function methodsOfNamed(type: ts.ObjectType): TypeKind | undefined {
  const declaration = type.symbol?.declarations?.[0];
  if (declaration === undefined) return undefined;
  const isClass = (type.symbol.flags & ts.SymbolFlags.Class) !== 0;
  if (!isClass && !declaration.getSourceFile().isDeclarationFile) return undefined;
  const behaves = type.getProperties().some((property) => {
    const hidden = property.declarations?.some(
      (one) => ts.getCombinedModifierFlags(one) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected),
    );
    return property.flags & (ts.SymbolFlags.Method | ts.SymbolFlags.Accessor) || hidden || property.name.startsWith("__#");
  });
  return behaves ? { kind: "unstorable", reason: `a "${type.symbol.name}", which has methods or private state` } : undefined;
}

function fieldsKind(type: ts.Type, context: DefineContext): TypeKind {
  const { checker } = context;
  const fields: Field[] = [];
  for (const symbol of checker.getPropertiesOfType(type)) {
    const optional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    // Symbol-keyed properties carry brands, never data.
    if (symbol.name.startsWith("__@")) continue;
    fields.push({ name: symbol.name, type: checker.getTypeOfSymbol(symbol), optional, symbol });
  }
  return { kind: "object", fields, index: checker.getIndexTypeOfType(type, ts.IndexKind.String) };
}
