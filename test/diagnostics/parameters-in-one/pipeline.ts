import { pipeline, step } from "zenc";

export const load = step((rows: number): number => rows);

export const here = pipeline(async ({ $rows = 1 }: { $rows?: number }) => await load($rows));
