// Reads a zip archive from a file: its central directory, entries that are stored or deflated, sizes beyond 4 GiB.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { createReadStream, createWriteStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";

export interface ZipEntry {
  /** As the archive has it: of a folder, with a slash at its end. */
  readonly name: string;
  /** Writes its content to a new file. @throws where it is damaged. */
  extract(path: string): Promise<void>;
}

const endSignature = 0x06054b50;
const wideEndSignature = 0x06064b50;
const entrySignature = 0x02014b50;
const [endBytes, wideLocatorBytes, wideEndBytes, entryBytes, localBytes] = [22, 20, 56, 46, 30];
const longestComment = 0xffff;
/** Says that the real number stands elsewhere. */
const wide = 0xffffffff;

/** @throws where the file is no zip archive. */
export async function readZip(path: string): Promise<readonly ZipEntry[]> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { at, length } = await directoryIn(file, size);
    const directory = await bytesOf(file, at, length);
    const entries: ZipEntry[] = [];
    for (let from = 0; from < directory.length; ) {
      if (directory.readUInt32LE(from) !== entrySignature) throw damaged("its directory is cut off");
      const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => directory.readUInt16LE(from + offset)) as [
        number,
        number,
        number,
      ];
      const to = from + entryBytes + nameLength + extraLength + commentLength;
      entries.push(entryOf(path, directory.subarray(from, to), nameLength, extraLength));
      from = to;
    }
    return entries;
  } finally {
    await file.close();
  }
}

async function directoryIn(file: FileHandle, size: number): Promise<{ readonly at: number; readonly length: number }> {
  const from = Math.max(0, size - endBytes - longestComment);
  const tail = await bytesOf(file, from, size - from);
  let end = tail.length - endBytes;
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end--;
  if (end < 0) throw damaged("it has no directory");
  const [length, at] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (at !== wide && length !== wide && tail.readUInt16LE(end + 10) !== 0xffff) return { at, length };
  const locator = await bytesOf(file, from + end - wideLocatorBytes, wideLocatorBytes);
  const record = await bytesOf(file, Number(locator.readBigUInt64LE(8)), wideEndBytes);
  if (record.readUInt32LE(0) !== wideEndSignature) throw damaged("its directory is not where it should be");
  return { at: Number(record.readBigUInt64LE(48)), length: Number(record.readBigUInt64LE(40)) };
}

function entryOf(path: string, head: Buffer, nameLength: number, extraLength: number): ZipEntry {
  const name = head.toString("utf8", entryBytes, entryBytes + nameLength);
  const [method, crc] = [head.readUInt16LE(10), head.readUInt32LE(16)];
  const extra = head.subarray(entryBytes + nameLength, entryBytes + nameLength + extraLength);
  // Of those that do not fit, in this order.
  const [size, packed, at] = widened(extra, [head.readUInt32LE(24), head.readUInt32LE(20), head.readUInt32LE(42)]);
  return {
    name,
    async extract(to) {
      if (method !== 0 && method !== 8) throw damaged(`"${name}" is packed in a way (${method}) that zenc does not know`);
      const start = await contentAt(path, at as number);
      const check = checked(name, size as number, crc);
      const target = createWriteStream(to, { flags: "wx" });
      if (size === 0) return pipeline(check.end(), target);
      const source = createReadStream(path, { start, end: start + (packed as number) - 1 });
      await (method === 0 ? pipeline(source, check, target) : pipeline(source, createInflateRaw(), check, target));
    },
  };
}

function widened(extra: Buffer, numbers: readonly number[]): readonly number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let from = at + 4;
    return numbers.map((number) => {
      if (number !== wide) return number;
      from += 8;
      return Number(extra.readBigUInt64LE(from - 8));
    });
  }
  return numbers;
}

/** Behind the entry's own head, whose lengths may differ from those of the directory. */
async function contentAt(path: string, at: number): Promise<number> {
  const file = await open(path);
  try {
    const head = await bytesOf(file, at, localBytes);
    return at + localBytes + head.readUInt16LE(26) + head.readUInt16LE(28);
  } finally {
    await file.close();
  }
}

/** Lets pass what has the size and checksum that it should have. */
function checked(name: string, size: number, crc: number): Transform {
  let seen = 0;
  let sum = 0xffffffff;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      seen += chunk.length;
      for (const byte of chunk) sum = (sum >>> 8) ^ (table[(sum ^ byte) & 0xff] as number);
      done(null, chunk);
    },
    flush(done) {
      done(seen === size && (sum ^ 0xffffffff) >>> 0 === crc ? null : damaged(`"${name}" is not what it was`));
    },
  });
}

const table = Uint32Array.from({ length: 256 }, (_, number) => {
  let value = number;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

async function bytesOf(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead !== length) throw damaged("it is cut off");
  return buffer;
}

const damaged = (what: string): Error => new Error(`the zip archive is damaged: ${what}`);
