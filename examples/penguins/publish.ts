// What leaves the pipeline: the model for those who serve it, a report for those who read.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { deployer, log, step } from "zenc";
import type { Cleaning } from "./data.ts";
import type { Evaluation } from "./model.ts";

/** Writes the model where the service looks for it, as files that tfjs and its converter read. An effect: it is never reused. */
export const publish = deployer({ retries: 2 }, async (model: tf.LayersModel, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  await model.save(
    tf.io.withSaveHandler(async ({ weightData, weightSpecs, ...rest }) => {
      const weights = tf.io.concatenateArrayBuffers([weightData ?? []].flat());
      await replace(join(folder, "weights.bin"), new Uint8Array(weights));
      // The description comes last: whoever sees it finds the weights.
      const manifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
      await replace(join(folder, "model.json"), JSON.stringify({ ...rest, weightsManifest: manifest }));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    }),
  );
  log(`published to ${folder}`);
});

/** The run in a few lines. */
export const report = step(
  (cleaning: Cleaning, best: { learningRate: number; evaluation: Evaluation }, published: boolean): string => {
    const { accuracy, perSpecies } = best.evaluation;
    return [
      `${cleaning.kept} penguins (${cleaning.droppedWithoutMeasures} dropped without measures, ${cleaning.sexUnknown} of unknown sex)`,
      `accuracy ${(100 * accuracy).toFixed(1)} % with learning rate ${best.learningRate}`,
      ...Object.entries(perSpecies).map(([species, { right, of }]) => `  ${species}: ${right} of ${of}`),
      published ? "published" : "not published: below the threshold",
    ].join("\n");
  },
);

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}
