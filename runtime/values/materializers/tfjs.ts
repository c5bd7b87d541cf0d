// The part of tfjs that materializers use. zenc never imports tfjs: the step's own copy is handed in, so that there is one engine.
import type { ValueContext } from "../context.js";
import { valueError } from "../error.js";

export interface WeightSpec {
  readonly name: string;
  /** "optimizer", or absent: the model's own. */
  readonly group?: string;
}

/** What tfjs gives to a save handler and takes from a load handler. */
export interface ModelArtifacts {
  readonly modelTopology?: unknown;
  readonly weightSpecs?: readonly WeightSpec[];
  readonly weightData?: ArrayBuffer | readonly ArrayBuffer[];
  readonly [field: string]: unknown;
}

export interface SavableModel {
  save(handler: unknown, options?: { readonly includeOptimizer?: boolean }): Promise<unknown>;
}

export interface TfTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly isDisposed: boolean;
  /** Of string tensors, one array of bytes per element. */
  bytes(): Promise<Uint8Array | readonly Uint8Array[]>;
}

export interface Tfjs {
  readonly io: {
    withSaveHandler(handler: (artifacts: ModelArtifacts) => Promise<unknown>): unknown;
    fromMemory(artifacts: ModelArtifacts): unknown;
  };
  loadLayersModel(handler: unknown): Promise<unknown>;
  loadGraphModel(handler: unknown): Promise<unknown>;
  tensor(values: unknown, shape: readonly number[], dtype: string): TfTensor;
  complex(real: unknown, imag: unknown): TfTensor;
}

/** The step's tfjs. @throws ValueError where the step shares none. */
export function tfjsOf({ libraries }: ValueContext, at: string): Tfjs {
  const tfjs = libraries?.tfjs;
  if (typeof tfjs !== "object" || tfjs === null) {
    throw valueError(at, "needs tfjs, which this step does not share; import @tensorflow/tfjs in the file of the step");
  }
  return tfjs as Tfjs;
}

/** Whether a value has these methods. */
export function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === "function");
}
