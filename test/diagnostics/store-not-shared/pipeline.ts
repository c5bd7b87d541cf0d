import { pipeline, step } from "zenc";

export const count = step((): number => 1);

export const counting = pipeline(async () => await count());
