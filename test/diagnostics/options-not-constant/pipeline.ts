import { pipeline, step } from "zenc";

declare function optionsFor(team: string): { retries: number };

export const count = step(optionsFor("ml"), (): number => 1);

export const counting = pipeline(async () => await count());
