import { pipeline, step } from "zenc";

export const count = step((): number => 1);

export const first = pipeline("counting", async () => await count());
export const second = pipeline({ name: "counting" }, async () => await count());
