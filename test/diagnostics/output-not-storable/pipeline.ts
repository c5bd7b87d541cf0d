import { pipeline, step } from "zenc";

class Cursor {
  private at = 0;
  next(): number {
    return this.at++;
  }
}

interface Model {
  weights: number[];
  predict(row: number[]): number;
}

export const fit = step((): { models: Model[]; cursor: Cursor; notes: any } => ({ models: [], cursor: new Cursor(), notes: 1 }));

export const fitting = pipeline(async () => {
  await fit();
});
