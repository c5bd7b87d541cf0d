import { pipeline, step } from "zenc";

export const count = step({ retrys: 2 }, (): number => 1);

export const counting = pipeline(async () => await count());
