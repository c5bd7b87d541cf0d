// Errors of the S3 client, said as errors of a store, with what to do about them.
import { isStoreError, type StoreError, type StoreReason, storeError } from "./error.js";
import type { S3Location } from "./s3-url.js";

interface SdkError extends Error {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

/** The HTTP status of an error that the server sent, else undefined. */
export const statusOf = (cause: unknown): number | undefined => (cause as SdkError | null)?.$metadata?.httpStatusCode;

/** Whether the error says that there is no such key. (HEAD has no body, so there a missing bucket looks the same.) */
export function isMissingKey(cause: unknown): boolean {
  const { name } = cause as SdkError;
  return statusOf(cause) === 404 && name !== "NoSuchBucket";
}

/** Whether a conditional write lost: the key is there, or is being written right now. */
export const isPrecondition = (cause: unknown): boolean => statusOf(cause) === 412;
export const isConflict = (cause: unknown): boolean => statusOf(cause) === 409;

const credentialErrors = new Set([
  "CredentialsProviderError",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "ExpiredToken",
  "InvalidToken",
  "TokenRefreshRequired",
]);
const networkCodes = new Set(["ENOTFOUND", "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EAI_AGAIN", "CERT_HAS_EXPIRED"]);

/** The StoreError for an error of the SDK. */
export function s3Error(url: string, operation: string, key: string, location: S3Location, cause: unknown): StoreError {
  if (isStoreError(cause)) return cause;
  const { reason, detail, advice } = explain(location, cause as SdkError);
  return storeError({ url, operation, key, reason, detail, cause, ...(advice === undefined ? {} : { advice }) });
}

function explain(
  { bucket, endpoint, region }: S3Location,
  error: SdkError,
): { readonly reason: StoreReason; readonly detail: string; readonly advice?: string } {
  const at = endpoint ?? `Amazon S3${region === undefined ? "" : ` in ${region}`}`;
  const status = statusOf(error);
  const tries = error.$metadata?.attempts ?? 1;
  const tried = tries > 1 ? ` (tried ${tries} times)` : "";
  if (credentialErrors.has(error.name)) {
    return {
      reason: "credentials",
      detail: `the credentials were not found or not accepted: ${(error.message || error.name).replace(/\.$/, "")}`,
      advice: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or give the machine a role.",
    };
  }
  if (status === 403) {
    const advice = "It needs s3:GetObject, s3:PutObject, s3:DeleteObject on the prefix and s3:ListBucket on the bucket.";
    return { reason: "denied", detail: `access to the bucket "${bucket}" is denied (${error.name})`, advice };
  }
  if (error.name === "NoSuchBucket" || status === 404) {
    return {
      reason: "bucket",
      detail: `there is no bucket "${bucket}" at ${at}`,
      advice: "Make it, or correct the store's URL.",
    };
  }
  if (error.message === "Region is missing") {
    return {
      reason: "url",
      detail: "the region is not known",
      advice: 'Set AWS_REGION, or add "?region=…" to the store\'s URL.',
    };
  }
  if (status === 429 || (status === 503 && /SlowDown|Throttl/i.test(error.name))) {
    return { reason: "throttled", detail: `${at} asks to slow down${tried}`, advice: "Run fewer tasks at once, or later." };
  }
  if (networkCodes.has(error.code ?? "")) {
    return {
      reason: "unreachable",
      detail: `${at} cannot be reached: ${error.code}${tried}`,
      advice: "Check the endpoint and the network.",
    };
  }
  if (error.name === "TimeoutError" || error.code === "ETIMEDOUT") {
    return { reason: "timeout", detail: `${at} did not answer in time${tried}`, advice: "Check the network, or run again." };
  }
  return { reason: "other", detail: `${error.name}: ${error.message}${status === undefined ? "" : ` (HTTP ${status})`}${tried}` };
}
