import { pipeline, step } from "zenc";

export const load = step({ secrets: ["GITHUB_TOKEN"] }, (): number => 1);

export const here = pipeline(async () => await load());
