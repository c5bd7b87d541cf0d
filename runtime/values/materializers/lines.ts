// Lines out of a stream of bytes; a line may span many chunks, a chunk may hold many lines.

const newline = 10;

/** The lines of UTF-8 text, without their ends. Text after the last newline counts as a line. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const pending: Buffer[] = [];
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      const rest = bytes.subarray(start, end);
      yield pending.length === 0 ? rest.toString() : Buffer.concat([...pending.splice(0), rest]).toString();
      start = end + 1;
    }
    // A copy: the chunk may be a part of a larger buffer that is about to be reused.
    if (start < bytes.length) pending.push(Buffer.from(bytes.subarray(start)));
  }
  if (pending.length > 0) yield Buffer.concat(pending).toString();
}
