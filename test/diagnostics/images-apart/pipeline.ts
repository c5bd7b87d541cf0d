import { pipeline, step } from "zenc";

export const prepare = step({ image: "registry.example.com/frames:2" }, (round: number): number => round);
export const train = step({ image: "registry.example.com/torch:1" }, (round: number): number => round);

export const training = pipeline(async () => {
  let loss = 9;
  while (loss > 1) loss = await train(await prepare(loss));
  return loss;
});
