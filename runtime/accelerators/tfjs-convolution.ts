// The filter's gradient of a convolution for tfjs's wasm backend: the parts of the images that each output saw, as rows of a matrix, and one
// product of matrices, which wasm does well. tfjs's own loops on the processor take some twenty times as long.
import type { Kernel, TensorInfo } from "./tfjs-kernels.js";

/** Of a matrix of image parts, as floats; batches are cut so that it stays below, if one image does. */
const mostFloats = 2 ** 23;

/** What is used of tfjs-core's `computeConv2DInfo`. */
export interface ConvolutionInfo {
  readonly batchSize: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly padInfo: { readonly top: number; readonly left: number };
}
export type InfoOf = (
  inShape: number[],
  filterShape: number[],
  strides: unknown,
  dilations: number,
  pad: unknown,
  rounding: unknown,
) => ConvolutionInfo;

interface Attributes {
  readonly strides: unknown;
  readonly pad: unknown;
  readonly dataFormat: string;
  readonly dimRoundingMode: unknown;
  readonly filterShape: number[];
}

/** @param otherwise for what is not laid out as NHWC */
export function filterGradient(
  infoOf: InfoOf,
  matMul: Kernel["kernelFunc"],
  otherwise: Kernel["kernelFunc"],
): Kernel["kernelFunc"] {
  return (call) => {
    const { x, dy } = call.inputs as { readonly x: TensorInfo; readonly dy: TensorInfo };
    const { strides, pad, dataFormat, dimRoundingMode, filterShape } = call.attrs as Attributes;
    if (dataFormat !== "NHWC" || x.dtype !== "float32" || dy.dtype !== "float32") return otherwise(call);
    const { backend } = call;
    const info = infoOf(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
    const images = backend.readSync(x.dataId) as Float32Array;
    const slopes = backend.readSync(dy.dataId) as Float32Array;
    const places = info.outHeight * info.outWidth;
    const width = info.filterHeight * info.filterWidth * info.inChannels;
    const perCut = Math.max(1, Math.floor(mostFloats / (places * width)));
    const sum = new Float32Array(width * info.outChannels);
    for (let from = 0; from < info.batchSize; from += perCut) {
      const to = Math.min(info.batchSize, from + perCut);
      const rows = (to - from) * places;
      const a = tensor(partsOf(images, info, from, to), [1, rows, width]);
      const b = tensor(slopes.slice(from * places * info.outChannels, to * places * info.outChannels), [
        1,
        rows,
        info.outChannels,
      ]);
      const product = matMul({ inputs: { a, b }, attrs: { transposeA: true, transposeB: false }, backend }) as TensorInfo;
      const values = backend.readSync(product.dataId) as Float32Array;
      for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] as number) + (values[at] as number);
      for (const { dataId } of [a, b, product]) backend.disposeData(dataId, true);
    }
    return tensor(sum, filterShape);

    function tensor(values: Float32Array, shape: number[]): TensorInfo {
      return { dataId: backend.write(values, shape, "float32"), shape, dtype: "float32" };
    }
  };
}

/** A row for each place of the output: what the filter covered there, zero beyond the edges. */
function partsOf(images: Float32Array, info: ConvolutionInfo, from: number, to: number): Float32Array {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, padInfo } = info;
  const parts = new Float32Array((to - from) * outHeight * outWidth * filterHeight * filterWidth * inChannels);
  let at = 0;
  for (let image = from; image < to; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const left = outColumn * info.strideWidth - padInfo.left;
        const [begin, end] = [Math.max(0, left), Math.min(inWidth, left + filterWidth)];
        for (let filterRow = 0; filterRow < filterHeight; filterRow++, at += filterWidth * inChannels) {
          const row = outRow * info.strideHeight - padInfo.top + filterRow;
          if (row < 0 || row >= inHeight || begin >= end) continue;
          const start = (image * inHeight + row) * inWidth;
          parts.set(images.subarray((start + begin) * inChannels, (start + end) * inChannels), at + (begin - left) * inChannels);
        }
      }
    }
  }
  return parts;
}
