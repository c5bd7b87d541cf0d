import { pipeline, step } from "zenc";

export const load = step({ retries: { limit: 3, delay: "10s", backoff: 1.4 } }, (): number => 1);

export const here = pipeline(async () => await load());
