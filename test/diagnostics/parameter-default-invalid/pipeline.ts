import { pipeline, step } from "zenc";

interface Parameters {
  /**
   * Share of the rows to train on.
   * @minimum 0
   * @maximum 1
   */
  ratio?: number;
}

export const count = step((ratio: number): number => ratio);

export const counting = pipeline(async ({ ratio = 80 }: Parameters) => await count(ratio));
