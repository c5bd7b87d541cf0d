import { pipeline, step } from "zenc";

const steps = { count: step((): number => 1) };

export const counting = pipeline(async () => await steps.count());
