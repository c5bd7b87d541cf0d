// A counter of the module that the pipeline reads.
import { pipeline, step } from "zenc";

export const name = step((count: number): string => `run ${count}`);

let runs = 0;
export const next = (): number => {
  runs += 1;
  return runs;
};

export const counter = pipeline("counter", async () => {
  return await name(runs); // refused: state-shared
});
