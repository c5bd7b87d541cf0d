// Validators: modules that ajv made at compile time. Nothing of ajv is needed here.
import type { Digest, Store } from "../contract/index.js";
import { importCode } from "./code.js";

interface AjvError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}
type Validate = ((value: unknown) => boolean) & { readonly errors?: readonly AjvError[] | null };

/** Validates with the validator module of that digest. Returns what does not fit, one phrase each; none where all does. */
export async function violationsOf(store: Store, validator: Digest, value: unknown, name: string): Promise<readonly string[]> {
  const module = await importCode(store, validator);
  // A module that came out of CommonJS holds its exports once more in `default`.
  const exported = module.default as Validate | { readonly default: Validate };
  const validate = typeof exported === "function" ? exported : exported.default;
  if (validate(value)) return [];
  return [...new Set((validate.errors ?? []).map((error) => phrase(error, name)))].slice(0, 10);
}

function phrase({ instancePath, keyword, message, params }: AjvError, name: string): string {
  const at = `${name}${instancePath.replace(/\/(\d+)(?=\/|$)/g, "[$1]").replaceAll("/", ".")}`;
  if (keyword === "additionalProperties") return `${at} must not have the property "${params?.additionalProperty}"`;
  if (keyword === "enum")
    return `${at} must be one of ${((params?.allowedValues ?? []) as unknown[]).map((one) => JSON.stringify(one)).join(", ")}`;
  return `${at} ${message ?? "does not fit"}`;
}
