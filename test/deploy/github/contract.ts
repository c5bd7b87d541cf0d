// What GitHub documents of its API, cut to what zenc asks: contract.json says where it comes from. Whatever the server of the tests gets
// and answers is held against it.
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";

export interface Operation {
  /** What a body may be; absent: there is none. */
  readonly body?: Schema;
  /** Names of the parameters after the question mark. */
  readonly query: readonly string[];
  /** By status; null: an empty one. */
  readonly answers?: Readonly<Record<string, Schema | null>>;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

type Name =
  | "dispatch"
  | "dispatchOfServer"
  | "runs"
  | "run"
  | "jobs"
  | "repository"
  | "contents"
  | "artifacts"
  | "runArtifacts"
  | "download";
interface Contract extends Readonly<Record<Name, Operation>> {
  readonly error: Schema;
  readonly validationError: Schema;
}

export const contract = JSON.parse(readFileSync(new URL("./contract.json", import.meta.url), "utf8")) as Contract;

const ajv = new Ajv2020({ allErrors: true, strict: false });
const compiled = new Map<Schema, ReturnType<typeof ajv.compile>>();

/** What of a value does not fit; nothing: all does. */
export function misfits(schema: Schema, value: unknown): readonly string[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || "it"} ${message}`);
}

/** GitHub takes no key that it does not document. */
export const unknownKeys = ({ properties = {} }: Schema, value: object): readonly string[] =>
  Object.keys(value).filter((key) => properties[key] === undefined);
