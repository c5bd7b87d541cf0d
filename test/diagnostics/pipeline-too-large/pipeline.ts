import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

const two = async (value: number): Promise<number> =>
  (await score(value)) + (await score(1)) + (await score(2)) + (await score(3)) + (await score(4));
const eight = async (value: number): Promise<number> => (await two(await two(await two(await two(value)))));
const many = async (value: number): Promise<number> => await eight(await eight(await eight(await eight(await eight(await eight(await eight(await eight(value))))))));
const more = async (value: number): Promise<number> => await many(await many(await many(await many(await many(await many(await many(await many(value))))))));

export const main = pipeline(async ({ limit }: { limit: number }) => await more(await more(await more(await more(await more(await more(await more(await more(limit)))))))));
