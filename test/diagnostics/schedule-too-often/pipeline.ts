import { pipeline, step } from "zenc";

export const load = step((): number => 1);

export const here = pipeline({ name: "here", schedule: "*/3 * * * *" }, async () => await load());
