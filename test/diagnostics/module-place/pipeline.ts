import { readFileSync } from "node:fs";
import { pipeline, step } from "zenc";

export const load = step((): string => readFileSync(new URL("./data.csv", import.meta.url), "utf8"));

export const loading = pipeline(async () => await load());
