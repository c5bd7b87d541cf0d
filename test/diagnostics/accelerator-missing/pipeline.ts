import { pipeline, trainer } from "zenc";

export const train = trainer({ gpu: { count: 2, memory: "40Gi", models: ["a100"] } }, (): number => 1);

export const training = pipeline(async () => await train());
