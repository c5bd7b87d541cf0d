// Multipart uploads: parts by number, put together at completion.
import { createHash } from "node:crypto";
import { escapeXml, etagOf, S3Refusal } from "./reply.js";
import type { StoredObject } from "./server.js";

export interface Upload {
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, Buffer>;
}

const minPartBytes = 5 * 1024 * 1024;

/** Opens an upload; the reply's XML. */
export function startUpload(uploads: Map<string, Upload>, key: string, headers: Readonly<Record<string, string>>): string {
  const id = `upload-${uploads.size + 1}-${createHash("md5").update(key).digest("hex").slice(0, 8)}`;
  uploads.set(id, { headers, parts: new Map() });
  return `<InitiateMultipartUploadResult><Key>${escapeXml(key)}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`;
}

/** Keeps a part, the last of its number; returns its ETag. */
export function storePart(upload: Upload, number: number, bytes: Buffer): string {
  upload.parts.set(number, bytes);
  return etagOf(bytes);
}

/** The object of the parts that the request names. @throws S3Refusal on unknown, changed or too small parts. */
export function completeUpload(
  upload: Upload,
  key: string,
  request: string,
): { readonly object: StoredObject; readonly xml: string } {
  const named = [...request.matchAll(/<Part>([\s\S]*?)<\/Part>/g)].map(([, part = ""]) => ({
    number: Number(/<PartNumber>(\d+)<\/PartNumber>/.exec(part)?.[1]),
    etag: (/<ETag>(.*?)<\/ETag>/.exec(part)?.[1] ?? "").replace(/&quot;|&#34;/g, '"'),
  }));
  const parts = named.map(({ number, etag }) => {
    const part = upload.parts.get(number);
    if (part === undefined || etagOf(part) !== etag) throw new S3Refusal(400, "InvalidPart");
    return part;
  });
  if (named.some(({ number }, index) => index > 0 && number <= (named[index - 1]?.number ?? 0))) {
    throw new S3Refusal(400, "InvalidPartOrder");
  }
  if (parts.length === 0) throw new S3Refusal(400, "MalformedXML");
  if (parts.slice(0, -1).some((part) => part.length < minPartBytes)) throw new S3Refusal(400, "EntityTooSmall");
  const bytes = Buffer.concat(parts);
  const etag = `"${createHash("md5").update(bytes).digest("hex")}-${parts.length}"`;
  const xml = `<CompleteMultipartUploadResult><Key>${escapeXml(key)}</Key><ETag>${escapeXml(etag)}</ETag></CompleteMultipartUploadResult>`;
  return { object: { bytes, etag, headers: upload.headers, modified: new Date() }, xml };
}
