// The table of targets: a folder and one line each.

import { type Diagnostic, diagnose } from "../compiler/diagnostics/index.js";
import { airflowTarget } from "./airflow/target.js";
import { argoTarget } from "./argo/target.js";
import { githubTarget } from "./github/target.js";
import { localTarget } from "./local/target.js";
import type { EmitRequest, Target } from "./target.js";

export * from "./target.js";

/** All targets, by name. */
export const targets: Readonly<Record<string, Target>> = {
  [localTarget.name]: localTarget,
  [airflowTarget.name]: airflowTarget,
  [argoTarget.name]: argoTarget,
  [githubTarget.name]: githubTarget,
};

/** What a target cannot do with a plan and its stack. */
export function checkFor(target: Target, request: EmitRequest): readonly Diagnostic[] {
  const { store } = request.stack;
  const owner = Object.values(targets).find(({ storeScheme }) => storeScheme && store.startsWith(`${storeScheme}://`));
  return owner === undefined || owner === target
    ? target.check(request)
    : [diagnose("store-elsewhere", null, { store, target: target.name, owner: owner.name })];
}
