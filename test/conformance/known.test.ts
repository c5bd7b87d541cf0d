// The family "known": simply called, and on the engines that need no installation.
import { engines } from "./engines.js";
import { proveShapes } from "./proof.js";
import { readShapes } from "./shape.js";

proveShapes(
  readShapes("known"),
  engines.filter((engine) => engine.inTheBox),
);
