// What a store says when it cannot do what was asked: one typed error, with what to do about it.

/** An error of a store. `message` holds everything in one sentence or two; the fields are for programs. */
export interface StoreError extends Error {
  readonly name: "StoreError";
  readonly url: string;
  /** What was tried: "open", or a method of Store. */
  readonly operation: string;
  readonly key: string | null;
  readonly reason: StoreReason;
}

export type StoreReason =
  | "url"
  | "key"
  | "credentials"
  | "denied"
  | "bucket"
  | "unreachable"
  | "timeout"
  | "throttled"
  | "damaged"
  | "space"
  | "unsupported"
  | "other";

/** Makes a StoreError. `detail` says what is wrong, `advice` what the user can do. */
export function storeError(fields: {
  readonly url: string;
  readonly operation: string;
  readonly key?: string;
  readonly reason: StoreReason;
  readonly detail: string;
  readonly advice?: string;
  readonly cause?: unknown;
}): StoreError {
  const where = fields.key === undefined ? "" : ` "${fields.key}"`;
  const advice = fields.advice === undefined ? "" : ` ${fields.advice}`;
  const message = `Store ${fields.url}: ${fields.operation}${where}: ${fields.detail}.${advice}`;
  return Object.assign(new Error(message, fields.cause === undefined ? {} : { cause: fields.cause }), {
    name: "StoreError" as const,
    url: fields.url,
    operation: fields.operation,
    key: fields.key ?? null,
    reason: fields.reason,
  });
}

/** Whether something thrown is a StoreError. */
export function isStoreError(error: unknown): error is StoreError {
  return error instanceof Error && error.name === "StoreError" && "reason" in error;
}
