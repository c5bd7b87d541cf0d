// How values of a type are stored, where the author says so herself.
declare const materialized: unique symbol;

/** How values of type `T` are written to a file and read back. Made by `materializer`, named in the option `materialize` of a step. */
export interface Materializer<T> {
  readonly [materialized]: true;
  /** Writes the value to the path `file`, in a folder of its own that is empty. */
  readonly write: (value: T, file: string) => unknown;
  /** Reads the file at the path `file`. Called once for each process that takes the value. */
  readonly read: (file: string) => T | Promise<T>;
}

/**
 * A materializer: `export const csv = materializer<Row[]>({ write: async (rows, file) => …, read: async (file) => … })`, a const at
 * the top of a module. The bytes of the file are the artifact, addressed by their digest: so equal values should be written as equal
 * bytes (no clocks, no random names in them), or else what follows is run again although nothing has changed. `read` must give
 * back what `write` was given. Neither is ever given null or undefined: zenc stores those itself.
 */
export function materializer<T>(own: {
  readonly write: (value: T, file: string) => unknown;
  readonly read: (file: string) => T | Promise<T>;
}): Materializer<T> {
  return own as Materializer<T>;
}

type Present<V> = V extends null | undefined ? never : V;
/** A materializer for a whole output of type `V`, or one for some of its fields. */
export type MaterializeOption<V> =
  | Materializer<V>
  | (V extends object ? { readonly [K in keyof V]?: Materializer<Present<V[K]>> } : never);

/** The option of a step that depends on what the step returns. */
export interface OutputOptions<F extends (...values: never[]) => unknown> {
  /**
   * What stores the output, instead of what its type says: a materializer for all of it, or an object of materializers for some of
   * its fields, which become artifacts of their own.
   */
  readonly materialize?: MaterializeOption<Present<Awaited<ReturnType<F>>>>;
}
