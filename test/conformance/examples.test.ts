// The repository's examples: simply called, and on the engines that need no installation.
import { engines } from "./engines.js";
import { proveShapes } from "./proof.js";
import { readExamples } from "./shape.js";

proveShapes(
  readExamples(),
  engines.filter((engine) => engine.inTheBox),
);
