// What was thrown, as name and message, and an Error made of them: whichever process asks, a handler catches the same.

/** Of an Error its own; of anything else a sentence. */
export async function nameAndMessageOf(thrown: unknown): Promise<{ readonly name: string; readonly message: string }> {
  if (isError(thrown)) return { name: String(thrown.name || "Error"), message: String(thrown.message) };
  const { inspect } = await import("node:util");
  const shown = inspect(thrown, { depth: 2, breakLength: 120 });
  return { name: "Error", message: `Something that is no Error was thrown: ${shown}` };
}

/** Also of another realm. */
export const isError = (value: unknown): value is Error =>
  value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";

const constructors: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** The Error that a handler gets. Its stack tells of no process: it is name and message alone. */
export function errorOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  const make = Object.hasOwn(constructors, name) ? (constructors[name] as ErrorConstructor) : Error;
  const error = new make(message);
  // Not enumerable, as the built-in errors have it: an error is written the same wherever it was made.
  if (error.name !== name) Object.defineProperty(error, "name", { value: name, writable: true, configurable: true });
  Object.defineProperty(error, "stack", { value: `${name}: ${message}`, writable: true, configurable: true });
  return error;
}
