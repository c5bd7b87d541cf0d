import { pipeline } from "zenc";

export const nothing = pipeline(async ({ count = 1 }: { count?: number }) => count + 1);
