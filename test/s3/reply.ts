// What the test server says: S3's XML and its errors.
import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";

/** Thrown where a request is refused. */
export class S3Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

const header = '<?xml version="1.0" encoding="UTF-8"?>';

export const escapeXml = (text: string): string => text.replace(/[<>&"'\r\n]/g, (char) => `&#${char.charCodeAt(0)};`);
export const etagOf = (bytes: Uint8Array): string => `"${createHash("md5").update(bytes).digest("hex")}"`;

export function sendXml(response: ServerResponse, xml: string): void {
  response.writeHead(200, { "content-type": "application/xml" }).end(header + xml);
}

export function refuse(response: ServerResponse, status: number, code: string, message = code): void {
  response.writeHead(status, { "content-type": "application/xml" });
  response.end(`${header}<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`);
}
