import { pipeline, step } from "zenc";

export const count = step((): number => 1);

declare function make(): () => Promise<number>;

export const counting = pipeline(make());
