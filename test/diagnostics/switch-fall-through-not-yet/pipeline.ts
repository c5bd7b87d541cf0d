import { pipeline, step } from "zenc";

export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  let value = 0;
  switch (limit) {
    case 1:
      value = await score(1);
    case 2:
      value += 2;
      break;
  }
  return value;
});
