import { pipeline, step } from "zenc";

export const load = step({ batch: 50 }, (): number => 1);

export const loading = pipeline(async () => await load());
