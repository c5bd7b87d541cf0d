import { pipeline, trainer } from "zenc";

export const train = trainer({ gpu: 1 }, (): number => 1);

export const training = pipeline(async () => await train());
