// An object of a class of the author's, made in the pipeline.
import { pipeline, step } from "zenc";

class Settings {
  rate = 0.1;
}
export const train = step((rate: number): number => rate);

export const withClass = pipeline("with-class", async () => {
  const settings = new Settings(); // refused: new-impure
  return await train(settings.rate);
});
