// The elements of a string tensor in one run of bytes: each after its length, as tfjs's own encodeWeights writes them.

/** Each element after its length: 4 bytes, little-endian. */
export function joinStrings(elements: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    elements.flatMap((element) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(element.byteLength);
      return [length, element];
    }),
  );
}

/** The elements that `joinStrings` joined. */
export function splitStrings(bytes: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const elements: Uint8Array[] = [];
  for (let offset = 0; offset < bytes.byteLength; ) {
    const end = offset + 4 + view.getUint32(offset, true);
    elements.push(bytes.subarray(offset + 4, end));
    offset = end;
  }
  return elements;
}
