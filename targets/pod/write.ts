// Objects of Kubernetes as YAML.
import { generatedFrom, writeYaml } from "../yaml/write.js";

/** @param pipeline for the line that says what made the file */
export const writeObject = (object: object, pipeline: string): string =>
  writeYaml(object, generatedFrom(pipeline), { flowBelow: 4 });
