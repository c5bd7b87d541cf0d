// A small S3 server in this process, in memory, for tests. It holds clients to the rules that matter to zenc: signatures present,
// checksums right, conditions honoured, parts large enough, lists in byte order.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { bodyOf } from "./body.js";
import { listObjects } from "./list.js";
import { completeUpload, startUpload, storePart, type Upload } from "./multipart.js";
import { etagOf, refuse, S3Refusal, sendXml } from "./reply.js";

/** One stored object. */
export interface StoredObject {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly modified: Date;
}

/** What the server holds, open to tests. */
export interface S3State {
  readonly buckets: Map<string, Map<string, StoredObject>>;
  readonly uploads: Map<string, Upload>;
  /** "PUT /bucket/key?query" of every request, in order. */
  readonly requests: string[];
  /** Ignore If-None-Match, as old servers do. */
  ignoreConditions: boolean;
}

export interface S3Server {
  /** `http://127.0.0.1:port`. */
  readonly endpoint: string;
  readonly state: S3State;
  /** The URL for openStore. Makes the bucket. */
  url(bucket: string, prefix: string): string;
  close(): Promise<void>;
}

/** The credentials that the server takes: any are right, none are not. */
export const s3Environment = {
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test-secret",
  AWS_REGION: "us-east-1",
} as const;

/** Starts a server on a free port. Sets `s3Environment` in this process where no credentials are set; child processes inherit it. */
export async function startS3(): Promise<S3Server> {
  for (const [name, value] of Object.entries(s3Environment)) process.env[name] ??= value;
  const state: S3State = { buckets: new Map(), uploads: new Map(), requests: [], ignoreConditions: false };
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error: unknown) => {
      if (error instanceof S3Refusal) refuse(response, error.status, error.code);
      else if (!response.headersSent) refuse(response, 500, "InternalError", String(error));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    state,
    url: (bucket, prefix) => storeUrl(state, endpoint, bucket, prefix),
    close: () => closeServer(server),
  };
}

/** A store's URL on an endpoint; its bucket is made. */
export function storeUrl(state: S3State, endpoint: string, bucket: string, prefix: string): string {
  if (!state.buckets.has(bucket)) state.buckets.set(bucket, new Map());
  return `s3://${bucket}/${prefix}?endpoint=${encodeURIComponent(endpoint)}&pathStyle=true`;
}

/** Closes a server and its open connections. */
export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

async function answer(state: S3State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://s3");
  state.requests.push(`${request.method} ${url.pathname}${url.search}`);
  const [, bucketName = "", ...rest] = url.pathname.split("/").map(decodeURIComponent);
  const key = rest.join("/");
  const body = await bodyOf(request);
  if (!/^AWS4-HMAC-SHA256 Credential=.+, ?SignedHeaders=.+, ?Signature=[0-9a-f]{64}$/.test(request.headers.authorization ?? "")) {
    throw new S3Refusal(403, "AccessDenied");
  }
  const bucket = state.buckets.get(bucketName);
  if (bucket === undefined) throw new S3Refusal(404, "NoSuchBucket");
  if (key === "") {
    if (request.method !== "GET" || url.searchParams.get("list-type") !== "2") throw new S3Refusal(405, "MethodNotAllowed");
    return sendXml(response, listObjects(bucket, url.searchParams));
  }
  if (url.searchParams.has("uploads") || url.searchParams.has("uploadId")) {
    return answerUpload(state, bucket, key, url.searchParams, request, body, response);
  }
  if (request.method === "PUT") return putObject(state, bucket, key, request, body, response);
  if (request.method === "DELETE") {
    bucket.delete(key);
    return void response.writeHead(204).end();
  }
  if (request.method === "GET" || request.method === "HEAD") return getObject(bucket.get(key), request, response);
  throw new S3Refusal(405, "MethodNotAllowed");
}

function answerUpload(
  state: S3State,
  bucket: Map<string, StoredObject>,
  key: string,
  query: URLSearchParams,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): void {
  if (query.has("uploads")) {
    sendXml(response, startUpload(state.uploads, key, kept(request)));
    return;
  }
  const id = query.get("uploadId") ?? "";
  const upload = state.uploads.get(id);
  if (upload === undefined) throw new S3Refusal(404, "NoSuchUpload");
  if (request.method === "DELETE") {
    state.uploads.delete(id);
    return void response.writeHead(204).end();
  }
  if (request.method === "PUT") {
    const etag = storePart(upload, Number(query.get("partNumber")), body);
    return void response.writeHead(200, { etag, ...checksums(request) }).end();
  }
  checkCondition(state, bucket, key, request);
  const { object, xml } = completeUpload(upload, key, body.toString());
  bucket.set(key, object);
  state.uploads.delete(id);
  sendXml(response, xml);
}

function putObject(
  state: S3State,
  bucket: Map<string, StoredObject>,
  key: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): void {
  checkCondition(state, bucket, key, request);
  const object = { bytes: body, etag: etagOf(body), headers: { ...kept(request), ...checksums(request) }, modified: new Date() };
  bucket.set(key, object);
  response.writeHead(200, { etag: object.etag, ...checksums(request) }).end();
}

function checkCondition(state: S3State, bucket: Map<string, StoredObject>, key: string, request: IncomingMessage): void {
  if (state.ignoreConditions || request.headers["if-none-match"] !== "*") return;
  if (bucket.has(key)) throw new S3Refusal(412, "PreconditionFailed");
}

function getObject(object: StoredObject | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (object === undefined) throw new S3Refusal(404, "NoSuchKey");
  const { bytes, etag, modified, headers } = object;
  if (request.headers["if-match"] !== undefined && request.headers["if-match"] !== etag)
    throw new S3Refusal(412, "PreconditionFailed");
  const common = { etag, "last-modified": modified.toUTCString(), "accept-ranges": "bytes" };
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
  const head = request.method === "HEAD";
  if (range === null) {
    response.writeHead(200, { ...headers, ...common, "content-length": bytes.length }).end(head ? undefined : bytes);
    return;
  }
  const first = Number(range[1]);
  const last = Math.min(range[2] === "" ? bytes.length - 1 : Number(range[2]), bytes.length - 1);
  if (first > last) throw new S3Refusal(416, "InvalidRange");
  const part = bytes.subarray(first, last + 1);
  const contentRange = `bytes ${first}-${last}/${bytes.length}`;
  response
    .writeHead(206, { ...common, "content-range": contentRange, "content-length": part.length })
    .end(head ? undefined : part);
}

const pick = (request: IncomingMessage, wanted: (name: string) => boolean): Record<string, string> =>
  Object.fromEntries(Object.entries(request.headers).filter(([name]) => wanted(name)) as [string, string][]);
const kept = (request: IncomingMessage) => pick(request, (name) => name === "content-type" || name.startsWith("x-amz-meta-"));
const checksums = (request: IncomingMessage) => pick(request, (name) => /^x-amz-checksum-(crc32|sha256)$/.test(name));
