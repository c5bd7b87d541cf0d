import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

const told = async (result: number): Promise<void> => console.log(result);

export const main = pipeline({ name: "main", onSuccess: told }, async ({ limit }: { limit: number }) => await score(limit));
