// A tfjs Tensor as a safetensors file with one tensor, which Python reads too. What that format lacks (strings, complex64)
// stands in it as bytes, with its type and shape in the metadata.
import type { MaterializerPart } from "../context.js";
import { describe, valueError } from "../error.js";
import { readBytes, writeBytes } from "../object.js";
import { joinStrings, splitStrings } from "./string-bytes.js";
import { hasMethods, type Tfjs, type TfTensor, tfjsOf } from "./tfjs.js";

/** tfjs → safetensors. */
const types: Readonly<Record<string, string>> = { float32: "F32", int32: "I32", bool: "BOOL" };
const tensorName = "tensor";

interface Header {
  readonly __metadata__: { readonly dtype: string; readonly shape: string };
  readonly [tensorName]: {
    readonly dtype: string;
    readonly shape: readonly number[];
    readonly data_offsets: readonly [number, number];
  };
}

export const tensor: MaterializerPart = {
  async write(value, { store }, at) {
    if (!hasMethods(value, "bytes", "dispose") || !Array.isArray((value as TfTensor).shape)) {
      throw valueError(at, `expected a tfjs Tensor, got ${describe(value)}`);
    }
    const source = value as TfTensor;
    if (source.isDisposed)
      throw valueError(at, "the tensor is disposed; a step must keep what it returns (tf.keep, or return it from tf.tidy)");
    const read = await source.bytes();
    const data = read instanceof Uint8Array ? read : joinStrings(read);
    const known = types[source.dtype];
    const header: Header = {
      __metadata__: { dtype: source.dtype, shape: JSON.stringify(source.shape) },
      [tensorName]: {
        dtype: known ?? "U8",
        shape: known === undefined ? [data.byteLength] : source.shape,
        data_offsets: [0, data.byteLength],
      },
    };
    return writeBytes(store, "tensor", fileOf(JSON.stringify(header), data));
  },

  async read(artifact, context, at) {
    const tfjs = tfjsOf(context, at);
    const bytes = await readBytes(context.store, artifact, at);
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Header;
    // A copy, so that the numbers are aligned whatever the header's length.
    const data = Uint8Array.from(bytes.subarray(8 + length));
    const { dtype, shape } = header.__metadata__;
    return tensorOf(tfjs, dtype, JSON.parse(shape) as readonly number[], data);
  },
};

/** Length of the header (8 bytes, little-endian), header padded to a multiple of 8, data. */
function fileOf(header: string, data: Uint8Array): Uint8Array {
  const text = Buffer.from(header);
  const padded = Buffer.alloc(Math.ceil(text.length / 8) * 8, " ");
  text.copy(padded);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, data]);
}

function tensorOf(tfjs: Tfjs, dtype: string, shape: readonly number[], data: Uint8Array): TfTensor {
  switch (dtype) {
    case "string":
      return tfjs.tensor(splitStrings(data), shape, dtype);
    case "bool":
      return tfjs.tensor(data, shape, dtype);
    case "int32":
      return tfjs.tensor(new Int32Array(data.buffer), shape, dtype);
    case "complex64": {
      const numbers = new Float32Array(data.buffer);
      const part = (offset: number) =>
        tfjs.tensor(
          numbers.filter((_, index) => index % 2 === offset),
          shape,
          "float32",
        );
      return tfjs.complex(part(0), part(1));
    }
    default:
      return tfjs.tensor(new Float32Array(data.buffer), shape, dtype);
  }
}
