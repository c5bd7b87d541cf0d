import { pipeline, step } from "zenc";

export const load = step((): number => 1);

export const here = pipeline(async () => await load());
