import { pipeline, step } from "zenc";

export const load = step({ image: "registry.example.com/load:1" }, (): number => 1);

export const here = pipeline(async () => await load());
