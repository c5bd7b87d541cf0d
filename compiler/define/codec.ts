// Types → codecs: how a value of a type is stored, and why it cannot be.
import { ts } from "ts-morph";
import type { Codec } from "../../runtime/contract/index.js";
import type { DefineContext } from "./context.js";
import { kindOf, type TypeKind } from "./typeKind.js";

/** A part of a type that cannot be stored. */
export interface Unstorable {
  /** The property path from the value on: `.models[].run`; empty for the value itself. */
  readonly path: string;
  /** The end of the sentence "it is …". */
  readonly reason: string;
}

export type CodecResult =
  | { readonly ok: true; readonly codec: Codec }
  | { readonly ok: false; readonly problems: readonly Unstorable[] };

/** The codec of a type, or every part of it that cannot be stored. */
export function codecOf(type: ts.Type, context: DefineContext): CodecResult {
  return resultOf(type, context, [], false);
}

/** The codec of a field of `parent` that is stored by itself. @param optional it may be missing. */
export function fieldCodecOf(type: ts.Type, optional: boolean, parent: ts.Type, context: DefineContext): CodecResult {
  return resultOf(type, context, [parent], optional);
}

function resultOf(type: ts.Type, context: DefineContext, above: readonly ts.Type[], optional: boolean): CodecResult {
  const found = survey(type, "", context, new Set(), above.length > 0, optional);
  if (found.problems.length > 0) return { ok: false, problems: found.problems };
  const problems: Unstorable[] = [];
  const codec = nullableIf(optional, build(type, "", context, problems, above, optional));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, codec };
}

/** Whether values of the type are plain data: JSON or extended JSON all through, nothing with a materializer of its own. */
export function isDataType(type: ts.Type, context: DefineContext): boolean {
  const found = survey(type, "", context);
  return found.problems.length === 0 && !found.special;
}

interface Survey {
  /** Holds data that JSON lacks. */
  readonly extended: boolean;
  /** Holds a value with a materializer of its own. */
  readonly special: boolean;
  readonly problems: readonly Unstorable[];
}

const nothing: Survey = { extended: false, special: false, problems: [] };

function unite(parts: readonly Survey[]): Survey {
  return {
    extended: parts.some((part) => part.extended),
    special: parts.some((part) => part.special),
    problems: parts.flatMap((part) => part.problems),
  };
}

/** Walks a whole type once; recursive types end where they meet themselves. */
function survey(
  type: ts.Type,
  path: string,
  context: DefineContext,
  seen: Set<ts.Type> = new Set(),
  inside = false,
  optional = false,
): Survey {
  const kind = kindOf(type, context, optional);
  const walk = (part: ts.Type, at: string, isOptional = false) => survey(part, at, context, seen, true, isOptional);
  switch (kind.kind) {
    case "nothing":
      return inside ? { ...nothing, extended: true } : nothing;
    case "null":
    case "primitive":
      return nothing;
    case "special":
      return kind.element ? streamSurvey(kind.element, path, context) : { ...nothing, special: true };
    case "unstorable":
      return { ...nothing, problems: [{ path, reason: kind.reason }] };
  }
  if (seen.has(type)) return nothing;
  seen.add(type);
  switch (kind.kind) {
    case "extended": {
      // Bytes inside a Map or Set are tagged like the rest of it.
      const parts = unite(kind.parts.map((part, index) => walk(part, `${path}<${index}>`)));
      return { ...parts, extended: true };
    }
    case "union":
      return unite(kind.members.map((member) => walk(member, path)));
    case "array":
      return walk(kind.items, `${path}[]`);
    case "tuple":
      return unite(kind.items.map((item, index) => walk(item.type, `${path}[${index}]`, item.optional)));
    case "object": {
      const fields = kind.fields.map((field) => walk(field.type, `${path}.${field.name}`, field.optional));
      return unite(kind.index ? [...fields, walk(kind.index, `${path}[…]`)] : fields);
    }
  }
}

function streamSurvey(element: ts.Type, path: string, context: DefineContext): Survey {
  const inner = survey(element, `${path}[]`, context, new Set(), true);
  const problems = inner.special
    ? [...inner.problems, { path: `${path}[]`, reason: "not data, as the elements of a stream must be" }]
    : inner.problems;
  return { extended: false, special: true, problems };
}

/** Makes the codec of a type that the survey found storable. `above` are the types that enclose it. */
function build(
  type: ts.Type,
  path: string,
  context: DefineContext,
  problems: Unstorable[],
  above: readonly ts.Type[],
  optional = false,
): Codec {
  const kind = kindOf(type, context, optional);
  const found = survey(type, path, context, new Set(), above.length > 0, optional);
  if (!found.special) {
    if (kind.kind === "nothing" && above.length === 0) return { kind: "none" };
    return { kind: "leaf", materializer: found.extended ? "extended" : "json" };
  }
  const refuse = (reason: string): Codec => {
    problems.push({ path, reason });
    return { kind: "none" };
  };
  if (above.includes(type)) return refuse("a type that contains itself and a value that is not data");
  const inner = (part: ts.Type, at: string, isOptional = false) =>
    build(part, at, context, problems, [...above, type], isOptional);
  switch (kind.kind) {
    case "special":
      return { kind: "leaf", materializer: kind.materializer };
    case "union":
      return unionCodec(kind, (member) => inner(member, path), refuse);
    case "array":
      return { kind: "list", items: inner(kind.items, `${path}[]`) };
    case "tuple":
      if (kind.items.some((item) => item.rest)) return refuse("a tuple of open length that holds values that are not data");
      return {
        kind: "tuple",
        items: kind.items.map((item, index) => nullableIf(item.optional, inner(item.type, `${path}[${index}]`, item.optional))),
      };
    case "object": {
      if (kind.index === undefined) {
        const fields = kind.fields.map(
          (field) =>
            [field.name, nullableIf(field.optional, inner(field.type, `${path}.${field.name}`, field.optional))] as const,
        );
        return { kind: "record", fields: Object.fromEntries(fields) };
      }
      if (kind.fields.length > 0) return refuse("an object with both named and open fields, some of which are not data");
      return { kind: "dictionary", values: inner(kind.index, `${path}[…]`) };
    }
    default:
      return refuse("a Map or Set of values that are not data");
  }
}

/** A missing optional field of data is `undefined`, which its leaf can hold; anything else needs saying. */
export function nullableIf(optional: boolean, codec: Codec): Codec {
  return optional && codec.kind !== "nullable" ? { kind: "nullable", of: codec } : codec;
}

function unionCodec(
  kind: Extract<TypeKind, { kind: "union" }>,
  inner: (member: ts.Type) => Codec,
  refuse: (reason: string) => Codec,
): Codec {
  const codecs = kind.members.filter((member) => !isNothing(member)).map(inner);
  const [first] = codecs;
  if (first === undefined) return refuse("nothing at all");
  // Two kinds of model, or a model and data, cannot be told apart when they are read.
  if (codecs.some((codec) => JSON.stringify(codec) !== JSON.stringify(first))) {
    return refuse("a union of values that are stored in different ways");
  }
  return nullableIf(codecs.length < kind.members.length, first);
}

const isNothing = (type: ts.Type) => (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void | ts.TypeFlags.Null)) !== 0;
