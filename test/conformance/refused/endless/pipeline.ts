// A loop that nothing leaves.
import { pipeline, step } from "zenc";

export const poll = step((round: number): boolean => round > 3);

export const endless = pipeline("endless", async () => {
  let round = 0;
  while (true) { // refused: loop-endless
    if (await poll(round)) round = 0;
    round += 1;
  }
});
