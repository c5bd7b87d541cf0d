// A step's captured output, with a limit: its head and its tail are kept, what is between is left out and said so.

const halfBytes = 512 * 1024;

export interface Log {
  write(chunk: Uint8Array | string): void;
  /** What was kept, and whether something was left out. */
  read(): { readonly bytes: Uint8Array; readonly truncated: boolean };
}

/** An empty log that keeps at most 1 MiB. */
export function createLog(): Log {
  const head: Buffer[] = [];
  let headBytes = 0;
  let tail: Buffer[] = [];
  let tailBytes = 0;
  let dropped = 0;
  /** Shortens the tail to its limit; done at twice the limit, so that each byte is copied about once. */
  const cut = (): void => {
    const all = Buffer.concat(tail);
    const kept = all.length > halfBytes ? Buffer.from(all.subarray(all.length - halfBytes)) : all;
    dropped += all.length - kept.length;
    tail = [kept];
    tailBytes = kept.length;
  };
  return {
    write(chunk) {
      let rest = typeof chunk === "string" ? Buffer.from(chunk) : Buffer.from(chunk);
      if (headBytes < halfBytes) {
        const part = rest.subarray(0, halfBytes - headBytes);
        head.push(part);
        headBytes += part.length;
        rest = rest.subarray(part.length);
      }
      if (rest.length === 0) return;
      tail.push(rest);
      tailBytes += rest.length;
      if (tailBytes > 2 * halfBytes) cut();
    },
    read() {
      if (tailBytes > halfBytes) cut();
      const note = dropped > 0 ? [Buffer.from(`\n… ${dropped} bytes left out …\n`)] : [];
      return { bytes: Buffer.concat([...head, ...note, ...tail]), truncated: dropped > 0 };
    },
  };
}
