import { pipeline, step } from "zenc";

export const count = step((): number => 1);
export const double = step({ image: "registry.example.com/steps:1" }, (value: number): number => 2 * value);

export const counting = pipeline(async () => await double(await count()));
