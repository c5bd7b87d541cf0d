import { localEngine } from "../conformance/local.js";
import { proveShapes } from "../conformance/proof.js";
import { readShapes } from "../conformance/shape.js";
import { githubEngine } from "./github/engine.js";

const only = process.env.SHAPES?.split(",");
proveShapes(
  readShapes().filter(({ name }) => !only || only.some((one) => name.startsWith(one))),
  [localEngine, githubEngine],
);
