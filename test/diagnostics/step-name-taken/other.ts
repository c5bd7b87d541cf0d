import { step } from "zenc";

export const count = step((): number => 2);
