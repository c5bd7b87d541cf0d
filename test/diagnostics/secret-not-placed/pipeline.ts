import { pipeline, step } from "zenc";

export const count = step({ secrets: ["API_TOKEN", "DB_PASSWORD"] }, (): number => 1);

export const counting = pipeline(async () => await count());
