// What a step process found of accelerators on its machine: part of an attempt's record, shown, never compared.

/** Whose device it is, which says how it was found. */
export type AcceleratorKind = "nvidia" | "amd" | "tpu" | "neuron" | "gaudi";

/** What a step can use as one accelerator: a whole one, or a slice of one (MIG). */
export interface AcceleratorDevice {
  readonly kind: AcceleratorKind;
  /** As its driver names it: "Tesla T4", "NVIDIA A100-SXM4-40GB". Absent where nothing says it, as the fields below. */
  readonly model?: string;
  /** Of the slice, where it is one. */
  readonly memoryBytes?: number;
  /** The driver's own id. */
  readonly id?: string;
  /** The profile of a slice: "1g.5gb". */
  readonly slice?: string;
}

/** What tfjs computes with. */
export interface TfjsBackend {
  /** tfjs's own name: "tensorflow", "wasm", "cpu". */
  readonly name: string;
  /** The package that it comes from, with its version: "@tensorflow/tfjs-node 4.22.0". Absent for what comes with tfjs itself. */
  readonly package?: string;
  /** It computes on a GPU. */
  readonly gpu: boolean;
  /** Why no better one of the project's packages was taken: "@tensorflow/tfjs-node: …". */
  readonly passedOver?: readonly string[];
}

export interface AcceleratorRecord {
  /** What the step can use; absent where it asks for no accelerator: then nobody looked. */
  readonly devices?: readonly AcceleratorDevice[];
  /** What lacks of what the step asks for, and it went on all the same. */
  readonly lacks?: string;
  /** Absent where the step has loaded no tfjs. */
  readonly backend?: TfjsBackend;
}
