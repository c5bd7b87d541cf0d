// How a step's output is stored: as its type says, or by the materializers that the step names.
import { ts } from "ts-morph";
import type { Codec, JsonSchema } from "../../runtime/contract/index.js";
import { diagnose, suggestionFor } from "../diagnostics/index.js";
import type { MaterializerDefinition } from "../ir/index.js";
import { codecOf, fieldCodecOf, isDataType, nullableIf, type Unstorable } from "./codec.js";
import type { DefineContext } from "./context.js";
import type { Materialize } from "./materialize.js";
import type { OpaqueTypes } from "./opaqueTypes.js";
import { schemaOf } from "./schema.js";
import { kindOf } from "./typeKind.js";

export interface Output {
  readonly output: Codec;
  readonly outputSchema: JsonSchema | null;
  readonly materializers: readonly MaterializerDefinition[];
  /** It returns nothing. */
  readonly nothing: boolean;
}
export const noOutput: Output = { output: { kind: "none" }, outputSchema: null, materializers: [], nothing: true };

/** Where and of what it is: for diagnostics. */
export interface OutputPlace {
  readonly step: string;
  /** The written return type, as a rule. */
  readonly node: ts.Node;
}

/** The codec of what a step's function returns, awaited; its materializers' types become opaque, where they are no data. */
export function outputOf(
  type: ts.Type,
  materialize: Materialize | undefined,
  place: OutputPlace,
  context: DefineContext,
  opaque: OpaqueTypes,
): Output {
  const nothing = kindOf(type, context).kind === "nothing";
  if (materialize === undefined) return plainOutput(type, place, context);
  if (nothing) {
    context.report(diagnose("materialize-of-nothing", context.spanOf(materialize.node), { step: place.step }));
    return noOutput;
  }
  const found = materialize.kind === "fields" ? fieldsCodec(type, materialize, place, context) : null;
  const output = materialize.kind === "whole" ? ownCodec(type, materialize.by, false, context) : found?.codec;
  if (output === undefined) return { ...noOutput, nothing: false };
  const types = found ? found.types : [type];
  for (const one of types) addOpaque(context.checker.getNonNullableType(one), context, opaque);
  const materializers = materialize.kind === "whole" ? [materialize.by] : [...materialize.fields.values()].map(({ by }) => by);
  return { output, outputSchema: null, materializers, nothing: false };
}

function plainOutput(type: ts.Type, place: OutputPlace, context: DefineContext): Output {
  const result = codecOf(type, context);
  if (!result.ok) {
    refuse(result.problems, type, place, context);
    return { ...noOutput, nothing: false };
  }
  const { codec } = result;
  const isJson = codec.kind === "leaf" && codec.materializer === "json";
  return {
    output: codec,
    outputSchema: isJson ? schemaOf(type, { closed: false, described: false }, context) : null,
    materializers: [],
    nothing: codec.kind === "none",
  };
}

function refuse(problems: readonly Unstorable[], type: ts.Type, { step, node }: OutputPlace, context: DefineContext): void {
  const typeText = context.checker.typeToString(type);
  for (const { path, reason } of problems) {
    context.report(diagnose("output-not-storable", context.spanOf(node), { step, path, reason, type: typeText }));
  }
}

interface Fields {
  readonly codec: Codec;
  /** Of the fields that have materializers. */
  readonly types: readonly ts.Type[];
}

/** An object stored field by field: those that have a materializer by it, the others as their types say. */
function fieldsCodec(
  type: ts.Type,
  { fields }: Extract<Materialize, { kind: "fields" }>,
  place: OutputPlace,
  context: DefineContext,
): Fields | undefined {
  const present = context.checker.getNonNullableType(type);
  const kind = kindOf(present, context);
  const ofObject = kind.kind === "object" ? kind.fields : [];
  const names = ofObject.map(({ name }) => name);
  const unknown = [...fields].filter(([name]) => !names.includes(name));
  for (const [field, { node }] of unknown) {
    const suggestion = suggestionFor(field, names);
    const key = ts.isPropertyAssignment(node) ? node.name : undefined;
    const change = key && suggestion !== undefined ? { span: context.spanOf(key), text: suggestion } : undefined;
    const parameters = { step: place.step, field, suggestion, names };
    context.report(diagnose("materialize-field-unknown", context.spanOf(node), parameters, { change }));
  }
  if (unknown.length > 0) return undefined;
  const problems: Unstorable[] = [];
  const codecs = ofObject.map(({ name, type: inner, optional }): [string, Codec] => {
    const by = fields.get(name)?.by;
    if (by) return [name, ownCodec(inner, by, optional, context)];
    const result = fieldCodecOf(inner, optional, present, context);
    if (result.ok) return [name, result.codec];
    problems.push(...result.problems.map(({ path, reason }) => ({ path: `.${name}${path}`, reason })));
    return [name, { kind: "none" }];
  });
  if (problems.length > 0) {
    refuse(problems, type, place, context);
    return undefined;
  }
  const types = ofObject.filter(({ name }) => fields.has(name)).map((field) => field.type);
  return { codec: nullableIf(present !== type, { kind: "record", fields: Object.fromEntries(codecs) }), types };
}

/**
 * The codec of a type whose values, null and undefined apart, a materializer of the author's stores.
 * @param optional the type has the `undefined` that an optional field brings.
 */
function ownCodec(type: ts.Type, by: MaterializerDefinition, optional: boolean, context: DefineContext): Codec {
  const present = context.checker.getNonNullableType(type);
  const own = { name: by.name, code: by.standIn, ...(isDataType(present, context) ? { data: true as const } : {}) };
  const codec: Codec = { kind: "leaf", materializer: "own", own };
  return nullableIf(optional || present !== type, codec);
}

/** Of a union each member, too: a value may be narrowed. */
function addOpaque(type: ts.Type, context: DefineContext, opaque: OpaqueTypes): void {
  if (isDataType(type, context)) return;
  opaque.add(type);
  if (type.isUnion()) for (const member of type.types) addOpaque(member, context, opaque);
}
