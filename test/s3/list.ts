// ListObjectsV2: prefix, delimiter, pages.
import { escapeXml } from "./reply.js";
import type { StoredObject } from "./server.js";

/** The reply's XML. Pages hold `max-keys` entries, keys and common prefixes together. */
export function listObjects(bucket: ReadonlyMap<string, StoredObject>, query: URLSearchParams): string {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const limit = Number(query.get("max-keys") ?? 1000);
  const token = query.get("continuation-token");
  const after = token === null ? (query.get("start-after") ?? "") : Buffer.from(token, "base64url").toString();
  const entries = entriesOf(bucket, prefix, delimiter).filter((entry) => compare(entry, after) > 0);
  const page = entries.slice(0, limit);
  const truncated = entries.length > limit;
  const write = query.get("encoding-type") === "url" ? encodeURIComponent : escapeXml;
  const items = page.map((entry) => {
    const object = bucket.get(entry);
    if (delimiter !== "" && entry.endsWith(delimiter) && object === undefined) {
      return `<CommonPrefixes><Prefix>${write(entry)}</Prefix></CommonPrefixes>`;
    }
    return `<Contents><Key>${write(entry)}</Key><ETag>${escapeXml(object?.etag ?? "")}</ETag><Size>${object?.bytes.length ?? 0}</Size></Contents>`;
  });
  const next = Buffer.from(page.at(-1) ?? "").toString("base64url");
  return `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><KeyCount>${page.length}</KeyCount><IsTruncated>${truncated}</IsTruncated>${
    truncated ? `<NextContinuationToken>${next}</NextContinuationToken>` : ""
  }${items.join("")}</ListBucketResult>`;
}

const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function entriesOf(bucket: ReadonlyMap<string, StoredObject>, prefix: string, delimiter: string): readonly string[] {
  const entries = new Set<string>();
  for (const key of bucket.keys()) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    entries.add(end < 0 ? key : key.slice(0, end + delimiter.length));
  }
  return [...entries].sort(compare);
}
