import { pipeline, step } from "zenc";
import { parse } from "csv-of-the-ancients";

export const load = step((text: string): number => parse(text).length);

export const loading = pipeline(async () => await load("a,b"));
