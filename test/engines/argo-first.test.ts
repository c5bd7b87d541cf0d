import { expect } from "vitest";
import { localEngine } from "../conformance/local.js";
import { proveShapes } from "../conformance/proof.js";
import { readShapes } from "../conformance/shape.js";
import { argoEngine } from "./argo/engine.js";

const only = process.env.ONLY?.split(",");
proveShapes(
  readShapes(...(process.env.FAMILY?.split(",") ?? [])).filter((s) => !only || only.some((o) => s.name.includes(o))),
  [localEngine, argoEngine],
);
void expect;
