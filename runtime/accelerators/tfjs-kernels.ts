// Kernels that tfjs's wasm backend lacks, among them those that convolutions and embeddings are trained with: they run as tfjs's own
// code on the processor does, on values copied out of wasm's memory and back.
import { filterGradient, type InfoOf } from "./tfjs-convolution.js";

export interface TensorInfo {
  readonly dataId: object;
  readonly shape: number[];
  readonly dtype: string;
}
interface Backend {
  write(values: unknown, shape: number[], dtype: string): object;
  readSync(dataId: object): unknown;
  disposeData(dataId: object, force?: boolean): boolean;
}
type Inputs = Readonly<Record<string, TensorInfo | TensorInfo[] | undefined>>;
interface KernelCall {
  readonly inputs: Inputs;
  readonly attrs: unknown;
  readonly backend: Backend;
}
export interface Kernel {
  readonly kernelName: string;
  readonly backendName: string;
  readonly kernelFunc: (call: KernelCall) => TensorInfo | TensorInfo[];
}

/** Complex numbers have no place in wasm's memory. */
const complex: ReadonlySet<string> = new Set(["Complex", "ComplexAbs", "FFT", "IFFT", "Imag", "Real"]);

/**
 * Registers what is lacking, in the registry that belongs to the current engine.
 * @param infoOf tfjs-core's `computeConv2DInfo`
 */
export function fillWasmKernels(engine: { findBackend(name: string): unknown }, infoOf: InfoOf): void {
  const globals = (globalThis as { _tfGlobals?: Map<string, unknown> })._tfGlobals;
  const registry = globals?.get("kernelRegistry") as Map<string, Kernel> | undefined;
  const cpu = engine.findBackend("cpu") as Backend | null;
  if (!registry || !cpu) return;
  for (const { kernelName, backendName, kernelFunc } of [...registry.values()]) {
    if (backendName !== "cpu" || complex.has(kernelName) || registry.has(`wasm_${kernelName}`)) continue;
    const copying = onProcessor(kernelFunc, cpu);
    const matMul = kernelName === "Conv2DBackpropFilter" && registry.get("wasm_BatchMatMul");
    const filled = matMul ? filterGradient(infoOf, matMul.kernelFunc, copying) : copying;
    registry.set(`wasm_${kernelName}`, { kernelName, backendName: "wasm", kernelFunc: filled });
  }
}

function onProcessor(kernelFunc: Kernel["kernelFunc"], cpu: Backend): Kernel["kernelFunc"] {
  return ({ inputs, attrs, backend }) => {
    const copies: object[] = [];
    const copy = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => {
      const id = cpu.write(backend.readSync(dataId), shape, dtype);
      copies.push(id);
      return { dataId: id, shape, dtype };
    };
    const copied = Object.entries(inputs).map(([name, input]) => [
      name,
      Array.isArray(input) ? input.map(copy) : input && copy(input),
    ]);
    const back = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => {
      copies.push(dataId);
      return { dataId: backend.write(cpu.readSync(dataId), shape, dtype), shape, dtype };
    };
    try {
      const outputs = kernelFunc({ inputs: Object.fromEntries(copied), attrs, backend: cpu });
      return Array.isArray(outputs) ? outputs.map(back) : back(outputs);
    } finally {
      for (const id of new Set(copies)) cpu.disposeData(id, true);
    }
  };
}
