import { pipeline, step } from "zenc";

export const prepare = step({ cpu: 16 }, (round: number): number => round);
export const train = step({ gpu: 1 }, (round: number): number => round);

export const training = pipeline(async () => {
  let loss = 9;
  while (loss > 1) loss = await train(await prepare(loss));
  return loss;
});
