import { pipeline, step } from "zenc";

export const train = step({ gpu: 1 }, (): number => 1);

export const here = pipeline(async () => await train());
