// Airflow reads files: from a folder, a bucket or a Git branch, whichever its DAG bundle is.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { airflowOptions } from "../../targets/airflow/options.js";
import { packageFolder } from "../package.js";
import { airflowApi, planInDag } from "./airflow-api.js";
import type { Engine } from "./engine.js";
import { fileDestination } from "./files.js";
import { placeOf } from "./place.js";

export const airflowEngine: Engine = {
  destination: async ({ stack, project, terminal }) =>
    fileDestination(await placeOf(stack.deploy, stack.name, terminal.cwd), project),
  api: async ({ stack }) => airflowApi(stack),
  beside: async (stack) => {
    const { runtime, flavour } = airflowOptions(stack.options);
    if (runtime !== "beside" || flavour !== "worker") return [];
    const path = "zenc-step.mjs";
    return [{ path, text: await readFile(join(packageFolder(), "dist/step", path), "utf8"), pipeline: null }];
  },
  planIn: planInDag,
};
