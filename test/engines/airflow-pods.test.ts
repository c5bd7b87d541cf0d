// try-out

import { localEngine } from "../conformance/local.js";
import { proveShapes } from "../conformance/proof.js";
import { readShapes } from "../conformance/shape.js";
import { airflowPodsEngine } from "./airflow/pod-engine.js";

const wanted = process.env.SHAPES?.split(",");
const families = process.env.FAMILIES?.split(",") ?? [];
proveShapes(
  readShapes(...families).filter(({ name }) => !wanted || wanted.includes(name)),
  [localEngine, airflowPodsEngine],
);
