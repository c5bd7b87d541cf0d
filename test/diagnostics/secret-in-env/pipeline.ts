import { pipeline, step } from "zenc";

export const count = step({ env: { API_TOKEN: "abc" }, secrets: ["API_TOKEN"] }, (): number => 1);

export const counting = pipeline(async () => await count());
