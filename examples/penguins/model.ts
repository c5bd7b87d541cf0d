// A small net that tells the species from four measures and the sex.
import * as tf from "@tensorflow/tfjs";
import { evaluator, metric, progress, step, trainer } from "zenc";
import { type Penguin, type Species, speciesNames } from "./data.ts";

export interface Hyperparameters {
  learningRate: number;
  epochs: number;
  seed: number;
}

export interface Evaluation {
  /** Share of the test rows whose species was told right. */
  accuracy: number;
  perSpecies: Record<Species, { right: number; of: number }>;
}

/** A model, how it was trained, and how good it is. */
export interface Candidate {
  model: tf.LayersModel;
  learningRate: number;
  evaluation: Evaluation;
}

/** Trains one net. The layers have names and seeds, so that the same rows give the same model, byte for byte. */
export const trainModel = trainer(
  { cpu: 1, memory: "1Gi", timeout: "10m", register: "penguins" },
  async (train: Penguin[], { learningRate, epochs, seed }: Hyperparameters): Promise<tf.LayersModel> => {
    const model = tf.sequential({
      name: "penguins",
      layers: [
        // Learns mean and scale of each input, so that the model takes millimetres and grams as they are.
        tf.layers.batchNormalization({ name: "scale", inputShape: [5], momentum: 0.9 }),
        tf.layers.dense({
          name: "hidden",
          units: 16,
          activation: "relu",
          kernelInitializer: tf.initializers.glorotUniform({ seed }),
        }),
        tf.layers.dense({
          name: "species",
          units: speciesNames.length,
          activation: "softmax",
          kernelInitializer: tf.initializers.glorotUniform({ seed: seed + 1 }),
        }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(learningRate), loss: "categoricalCrossentropy" });
    const inputs = tf.tensor2d(train.map(inputsOf));
    const labels = tf.oneHot(
      train.map(({ species }) => speciesNames.indexOf(species)),
      speciesNames.length,
    );
    await model.fit(inputs, labels, {
      epochs,
      batchSize: 32,
      // The rows have been shuffled already, with a seed.
      shuffle: false,
      verbose: 0,
      callbacks: {
        onEpochEnd: async (epoch, logs) => {
          metric("loss", logs?.loss ?? Number.NaN, epoch);
          progress(epoch + 1, epochs, "epochs");
        },
      },
    });
    tf.dispose([inputs, labels]);
    return model;
  },
);

/** Counts what the model gets right on rows that it has not seen. */
export const evaluateModel = evaluator(async (model: tf.LayersModel, test: Penguin[]): Promise<Evaluation> => {
  const told = tf.tidy(() => {
    const scores = model.predict(tf.tensor2d(test.map(inputsOf))) as tf.Tensor2D;
    return [...scores.argMax(1).dataSync()];
  });
  const perSpecies: Evaluation["perSpecies"] = {
    Adelie: { right: 0, of: 0 },
    Chinstrap: { right: 0, of: 0 },
    Gentoo: { right: 0, of: 0 },
  };
  for (const [row, { species }] of test.entries()) {
    perSpecies[species].of += 1;
    if (speciesNames[told[row] ?? -1] === species) perSpecies[species].right += 1;
  }
  const right = Object.values(perSpecies).reduce((sum, count) => sum + count.right, 0);
  const accuracy = right / test.length;
  metric("accuracy", accuracy);
  return { accuracy, perSpecies };
});

/** The candidate with the highest accuracy; of equals, the first. */
export const chooseBest = step((candidates: Candidate[]): Candidate => {
  const [first, ...others] = candidates;
  if (first === undefined) throw new Error("There is no candidate to choose from: give at least one learning rate.");
  return others.reduce((best, candidate) => (candidate.evaluation.accuracy > best.evaluation.accuracy ? candidate : best), first);
});

function inputsOf({ beakLengthMm, beakDepthMm, flipperLengthMm, bodyMassG, sex }: Penguin): number[] {
  return [beakLengthMm, beakDepthMm, flipperLengthMm, bodyMassG, sex === "male" ? 1 : sex === "female" ? -1 : 0];
}
