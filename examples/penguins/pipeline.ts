// Tells three species of penguins apart: trains a net for each learning rate, and publishes the best if it is good enough.
import { pipeline } from "zenc";
import { clean, loadPenguins, split } from "./data.ts";
import { chooseBest, evaluateModel, trainModel } from "./model.ts";
import { publish, report } from "./publish.ts";

export interface Parameters {
  /**
   * Each one trains a model of its own.
   * @minItems 1
   */
  learningRates?: number[];
  /**
   * Rounds over the training rows.
   * @integer
   * @minimum 1
   */
  epochs?: number;
  /**
   * Publish only at or above this accuracy.
   * @minimum 0
   * @maximum 1
   */
  threshold?: number;
  /** Where the published model goes. */
  folder?: string;
  /**
   * Of everything random.
   * @integer
   */
  seed?: number;
}

/** Palmer penguins: which species is it? */
export const penguins = pipeline(
  {
    name: "penguins",
    schedule: { cron: "0 6 * * 1", timezone: "Europe/Berlin" },
    tags: ["example", "tfjs"],
    concurrency: "forbid",
  },
  async ({ learningRates = [0.003, 0.01, 0.03], epochs = 30, threshold = 0.95, folder = "published", seed = 1 }: Parameters) => {
    const { rows, cleaning } = await clean(await loadPenguins());
    const { train, test } = await split(rows, 0.75, seed);

    const candidates = await Promise.all(
      learningRates.map(async (learningRate) => {
        const model = await trainModel(train, { learningRate, epochs, seed });
        const evaluation = await evaluateModel(model, test);
        return { model, learningRate, evaluation };
      }),
    );
    const best = await chooseBest(candidates);

    const good = best.evaluation.accuracy >= threshold;
    if (good) await publish(best.model, folder);
    const text = await report(cleaning, { learningRate: best.learningRate, evaluation: best.evaluation }, good);
    return { accuracy: best.evaluation.accuracy, published: good, report: text };
  },
);
