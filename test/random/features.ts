// Which constructs random programs are made of, how many there are, and of which seed.
import type { Switch } from "./program/context.js";

/** Which constructs programs may have. */
export const everything = (_feature: Switch): boolean => true;

/** `ZENC_SEED`; in CI always the same programs, so that a merge is judged by what it changes; else others each time. */
export const seed = Number(process.env.ZENC_SEED ?? (process.env.CI ? 655_288_895 : Date.now() % 1_000_000_000));
/** `ZENC_PROGRAMS`: 2,000 in CI, and fewer for who waits. */
export const count = Number(process.env.ZENC_PROGRAMS ?? (process.env.CI ? 2_000 : 200));
/** Programs that are compiled together. */
export const batchSize = 50;
/** Test files that share the programs, so that they run beside one another. */
export const shards = 2;
