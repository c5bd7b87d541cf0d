// The one interface to stored bytes, and where everything lies in a store. A folder and S3 implement it alike.
import type { Digest, IndexPath } from "./ids.js";

/** Keys are `/`-separated, made by `keys` below: `[A-Za-z0-9._=%-]` per segment, never empty, `.` or `..`. */
export interface Store {
  /** As the user wrote it: a folder, or `s3://bucket/prefix`. */
  readonly url: string;
  /** The bytes, or null where there is no such key. */
  get(key: string): Promise<Uint8Array | null>;
  /** As a stream in constant memory, or null. A body that ends early is an error of the stream, never a short read. */
  getStream(key: string): Promise<AsyncIterable<Uint8Array> | null>;
  has(key: string): Promise<boolean>;
  /** Writes or overwrites, atomically: readers see the old content, the new, or none. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Creates; false, and nothing changed, where the key exists. Of many at once exactly one gets true. */
  create(key: string, bytes: Uint8Array): Promise<boolean>;
  /** Copies a local file in; for large objects (multipart on S3). Atomic like `put`. */
  putFile(key: string, path: string): Promise<void>;
  /** Keys below `prefix` (which ends in `/`), in order of code units. With `shallow`, direct children only; folders end in `/`. */
  list(prefix: string, options?: { readonly shallow?: boolean }): AsyncIterable<string>;
  /** Removes; nothing happens where there is no such key. */
  remove(key: string): Promise<void>;
  /** Of a store that is only a layer over others: what these have under the keys becomes a part of what this one leaves. */
  keep?(keys: readonly string[]): Promise<void>;
  /** Of a store that others fill and that is asked seldom: what it was told is asked anew. */
  refresh?(): void;
}

/** `layers://new?below=former&below=code`: folders, relative to the current directory; of two that have a key the first counts. */
export function layersUrl(top: string, below: readonly string[]): string {
  return `layers://${top}${below.map((folder, at) => `${at === 0 ? "?" : "&"}below=${encodeURIComponent(folder).replaceAll("%2F", "/")}`).join("")}`;
}

/** A path segment out of any text: what is not `[A-Za-z0-9._=-]` is percent-encoded; `.` and `..` too. */
export function segmentOf(text: string): string {
  const encoded = encodeURIComponent(text).replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return /^\.{1,2}$/.test(encoded) ? encoded.replaceAll(".", "%2E") : encoded;
}

const runFolder = (pipeline: string, run: string) => `runs/${segmentOf(pipeline)}/${segmentOf(run)}/`;
const nodeFolder = (pipeline: string, run: string, node: string, index: IndexPath) =>
  `${runFolder(pipeline, run)}nodes/${segmentOf(node)}/${index.map((position) => `${position}/`).join("")}`;

/** The store's layout. */
export const keys = {
  object: (digest: Digest) => `objects/${digest.slice(0, 2)}/${digest}`,
  plan: (digest: Digest) => `plans/${digest}.json`,
  planSource: (digest: Digest) => `plans/${digest}.source.json`,
  code: (digest: Digest) => `code/${digest}.mjs`,
  codeMap: (digest: Digest) => `code/${digest}.mjs.map`,
  codeManifest: (digest: Digest) => `code/${digest}.json`,
  cache: (key: Digest) => `cache/${key}.json`,
  runFolder,
  run: (pipeline: string, run: string) => `${runFolder(pipeline, run)}run.json`,
  result: (pipeline: string, run: string) => `${runFolder(pipeline, run)}result.json`,
  nodeFolder,
  /** Of the local engine: which run of a pipeline has the turn. */
  turns: (pipeline: string) => `turns/${segmentOf(pipeline)}/`,
  turn: (pipeline: string, number: number) => `turns/${segmentOf(pipeline)}/${number}.json`,
  attempt: (pipeline: string, run: string, node: string, index: IndexPath, attempt: number) =>
    `${nodeFolder(pipeline, run, node, index)}${attempt}.json`,
} as const;
