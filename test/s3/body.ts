// A request's body as it was meant: aws-chunked framing taken off, length and checksums compared.
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { S3Refusal } from "./reply.js";

/** Reads the whole body. @throws S3Refusal where it is not what its headers and trailers say. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const { headers } = request;
  const signed = String(headers["x-amz-content-sha256"] ?? "");
  const framed = /aws-chunked/.test(String(headers["content-encoding"] ?? "")) || signed.startsWith("STREAMING-");
  const { body, trailers } = framed ? unframe(raw) : { body: raw, trailers: {} };
  const declared = headers["x-amz-decoded-content-length"] ?? headers["content-length"];
  if (declared !== undefined && Number(declared) !== body.length) throw new S3Refusal(400, "IncompleteBody");
  const claim = (name: string): string | undefined => (headers[name] as string | undefined) ?? trailers[name];
  const crc = claim("x-amz-checksum-crc32");
  if (crc !== undefined && crc !== crc32(body)) throw new S3Refusal(400, "BadDigest");
  const sha = claim("x-amz-checksum-sha256");
  if (sha !== undefined && sha !== createHash("sha256").update(body).digest("base64")) throw new S3Refusal(400, "BadDigest");
  if (/^[0-9a-f]{64}$/.test(signed) && signed !== createHash("sha256").update(body).digest("hex")) {
    throw new S3Refusal(400, "XAmzContentSHA256Mismatch");
  }
  return body;
}

/** `size;extension CRLF bytes CRLF … 0 CRLF trailers`. */
function unframe(raw: Buffer): { readonly body: Buffer; readonly trailers: Readonly<Record<string, string>> } {
  const parts: Buffer[] = [];
  let position = 0;
  for (;;) {
    const end = raw.indexOf("\r\n", position);
    const size = Number.parseInt(raw.toString("latin1", position, end), 16);
    if (end < 0 || Number.isNaN(size)) throw new S3Refusal(400, "IncompleteBody");
    position = end + 2;
    if (size === 0) break;
    parts.push(raw.subarray(position, position + size));
    position += size + 2;
  }
  const lines = raw.toString("latin1", position).split("\r\n");
  const trailers = lines.flatMap((line) => (/^([^:]+):(.*)$/.exec(line) ?? []).slice(1, 3).map((text) => text.trim()));
  const pairs = trailers.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), trailers[index + 1] ?? ""]] : []));
  return { body: Buffer.concat(parts), trailers: Object.fromEntries(pairs) };
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 in base64, big-endian, as S3 writes it. */
export function crc32(bytes: Uint8Array): string {
  let value = 0xffffffff;
  for (const byte of bytes) value = (table[(value ^ byte) & 255] ?? 0) ^ (value >>> 8);
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32BE(~value >>> 0);
  return buffer.toString("base64");
}
