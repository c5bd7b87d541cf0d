// Makes zip archives as GitHub gives them out: entries whose sizes follow them (data descriptors), stored or deflated, wide (zip64) if asked for.
import { deflateRawSync, gzipSync } from "node:zlib";

/** gzip's trailer has it. */
const crcOf = (bytes: Buffer): number => gzipSync(bytes).readUInt32LE(gzipSync(bytes).length - 8);

export interface ZipOptions {
  readonly stored?: boolean;
  /** Numbers stand in the extra fields, as beyond 4 GiB. */
  readonly wide?: boolean;
}

export function zipOf(files: Readonly<Record<string, Buffer>>, { stored = false, wide = false }: ZipOptions = {}): Buffer {
  const bodies: Buffer[] = [];
  const heads: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const packed = stored ? bytes : deflateRawSync(bytes);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 6);
    local.writeUInt16LE(stored ? 0 : 8, 8);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const descriptor = Buffer.alloc(16);
    descriptor.writeUInt32LE(0x08074b50, 0);
    descriptor.writeUInt32LE(crcOf(bytes), 4);
    descriptor.writeUInt32LE(packed.length, 8);
    descriptor.writeUInt32LE(bytes.length, 12);
    const body = Buffer.concat([local, Buffer.from(name), packed, descriptor]);
    const extra = wide ? wideExtra([bytes.length, packed.length, at]) : Buffer.alloc(0);
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(8, 8);
    head.writeUInt16LE(stored ? 0 : 8, 10);
    head.writeUInt32LE(crcOf(bytes), 16);
    head.writeUInt32LE(wide ? 0xffffffff : packed.length, 20);
    head.writeUInt32LE(wide ? 0xffffffff : bytes.length, 24);
    head.writeUInt16LE(Buffer.byteLength(name), 28);
    head.writeUInt16LE(extra.length, 30);
    head.writeUInt32LE(wide ? 0xffffffff : at, 42);
    heads.push(head, Buffer.from(name), extra);
    bodies.push(body);
    at += body.length;
  }
  const directory = Buffer.concat(heads);
  const count = Object.keys(files).length;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(wide ? 0xffff : count, 10);
  end.writeUInt32LE(wide ? 0xffffffff : directory.length, 12);
  end.writeUInt32LE(wide ? 0xffffffff : at, 16);
  return Buffer.concat([...bodies, directory, ...(wide ? wideEnd(at, directory.length, count) : []), end]);
}

function wideExtra(numbers: readonly number[]): Buffer {
  // Another field before it, to be passed over.
  const extra = Buffer.alloc(4 + 2 + 4 + 8 * numbers.length);
  extra.writeUInt16LE(0x5455, 0);
  extra.writeUInt16LE(2, 2);
  extra.writeUInt16LE(1, 6);
  extra.writeUInt16LE(8 * numbers.length, 8);
  for (const [place, number] of numbers.entries()) extra.writeBigUInt64LE(BigInt(number), 10 + 8 * place);
  return extra;
}

function wideEnd(at: number, length: number, count: number): readonly Buffer[] {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(length), 40);
  record.writeBigUInt64LE(BigInt(at), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(at + length), 8);
  return [record, locator];
}
