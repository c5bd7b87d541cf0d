import { pipeline, step } from "zenc";

export const load = step((): number => 1);

export const latest = pipeline({ concurrency: "replace" }, async () => await load());
