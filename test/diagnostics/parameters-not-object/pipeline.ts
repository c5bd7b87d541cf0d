import { pipeline, step } from "zenc";

export const count = step((to: number): number => to);

export const counting = pipeline(async (to: number) => await count(to));
