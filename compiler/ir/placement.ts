// Where a step runs, and why: for people. What a run needs of it stands in the plan.

export interface Placement {
  /** The pool of machines with accelerators, by name. */
  readonly accelerator?: string;
  /** The pool of machines without. */
  readonly machine?: string;
  /** Its machines may be taken away. */
  readonly spot: boolean;
  /** Of the step's accelerators, or of its machine; absent where the stack does not say. */
  readonly costPerHour?: number;
  /** The reason, as a part of a sentence. */
  readonly why: string;
  /** The pools that were looked at, in the stack's order. */
  readonly considered: readonly {
    readonly name: string;
    readonly costPerHour?: number;
    /** Ends of a sentence that begins with the pool's name; empty where it fits. */
    readonly lacks: readonly string[];
  }[];
  /** What the step needs and no pool has. */
  readonly missing?: "accelerator" | "machine";
}
