import { pipeline, step } from "zenc";

function size(value: string): number;
function size(value: number[]): number;
function size(value: string | number[]): number {
  return value.length;
}

export const measure = step(size);

export const measuring = pipeline(async () => await measure("four"));
