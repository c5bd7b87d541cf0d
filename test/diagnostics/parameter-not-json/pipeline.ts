import { pipeline, step } from "zenc";

export const count = step((days: number): number => days);

export const counting = pipeline(async ({ since, days }: { since: Date; days: number }) => await count(days));
