// The table of targets: a folder and one line each.
import { airflowTarget } from "./airflow/target.js";
import { argoTarget } from "./argo/target.js";
import { githubTarget } from "./github/target.js";
import { localTarget } from "./local/target.js";
import type { Target } from "./target.js";

export * from "./target.js";

/** All targets, by name. */
export const targets: Readonly<Record<string, Target>> = {
  [localTarget.name]: localTarget,
  [airflowTarget.name]: airflowTarget,
  [argoTarget.name]: argoTarget,
  [githubTarget.name]: githubTarget,
};
