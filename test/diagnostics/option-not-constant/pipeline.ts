import { pipeline, step } from "zenc";

export const count = step({ retries: 1, image: process.env.IMAGE ?? "node" }, (): number => 1);

export const counting = pipeline(async () => await count());
