// A Table of apache-arrow as an Arrow IPC file, which Python, R and DuckDB read too. zenc never imports the library: the step's own
// copy is handed in.
import type { MaterializerPart, ValueContext } from "../context.js";
import { describe, valueError } from "../error.js";
import { readBytes, writeBytes } from "../object.js";
import { hasMethods } from "./tfjs.js";

/** The part of apache-arrow that is used here. */
interface Arrow {
  tableToIPC(table: Table, type: "file" | "stream"): Uint8Array;
  tableFromIPC(bytes: Uint8Array): Table;
}
interface Table {
  readonly schema: { readonly fields: readonly { readonly type: DataType }[] };
}
interface DataType {
  readonly children?: readonly { readonly type: DataType }[] | null;
  /** Of dictionaries: what their values are, and the number by which the file names them. */
  readonly dictionary?: DataType | null;
  id?: number | null;
}

export const arrow: MaterializerPart = {
  async write(value, context, at) {
    const { schema } = (value as Table & Partial<Record<string, unknown>>) ?? {};
    if (!hasMethods(value, "toArray", "getChild") || !Array.isArray(schema?.fields)) {
      throw valueError(at, `expected a Table of apache-arrow, got ${describe(value)}`);
    }
    return writeBytes(context.store, "arrow", steadyBytes(arrowOf(context, at), value as Table & object));
  },

  async read(artifact, context, at) {
    const { tableFromIPC } = arrowOf(context, at);
    // A buffer of its own: the table's columns are views of it.
    return tableFromIPC(Uint8Array.from(await readBytes(context.store, artifact, at)));
  },
};

/** The step's apache-arrow. @throws ValueError where the step shares none. */
function arrowOf({ libraries }: ValueContext, at: string): Arrow {
  const arrow = libraries?.arrow;
  if (typeof arrow !== "object" || arrow === null) throw valueError(at, "needs apache-arrow, which this step does not share");
  return arrow as Arrow;
}

/**
 * The bytes of a table. apache-arrow numbers dictionaries by a counter of the process, so the same table made twice would differ:
 * they are numbered anew, in a copy, by their order in the schema.
 */
function steadyBytes(arrow: Arrow, table: Table): Uint8Array {
  const bytes = bytesOf(arrow, table);
  const found = [...new Set(dictionariesOf(table).map(({ id }) => id))];
  if (found.every((id, number) => id === number)) return bytes;
  const copy = arrow.tableFromIPC(bytes);
  for (const type of new Set(dictionariesOf(copy))) type.id = found.indexOf(type.id);
  return bytesOf(arrow, copy);
}

/** A file; of a table whose parts have each a dictionary of their own, which a file cannot say, a stream. */
function bytesOf({ tableToIPC }: Arrow, table: Table): Uint8Array {
  try {
    return tableToIPC(table, "file");
  } catch {
    return tableToIPC(table, "stream");
  }
}

function dictionariesOf({ schema }: Table): readonly DataType[] {
  const walk = (type: DataType): readonly DataType[] => [
    ...(type.dictionary ? [type, ...walk(type.dictionary)] : (type.children ?? []).flatMap((child) => walk(child.type))),
  ];
  return schema.fields.flatMap((field) => walk(field.type));
}
