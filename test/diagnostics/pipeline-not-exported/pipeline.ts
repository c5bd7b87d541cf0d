import { pipeline, step } from "zenc";

export const count = step((): number => 1);

const counting = pipeline(async () => await count());
