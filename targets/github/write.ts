// Workflow document → text of a workflow file.
import { generatedFrom, writeYaml } from "../yaml/write.js";
import { versionOf } from "./actions.js";
import type { Workflow } from "./document.js";

/** What a permission is for; who reads the file need not guess. */
const permissions: Readonly<Record<string, string>> = {
  contents: "fetch zenc-step.mjs",
  "id-token": "take the role that reaches the store",
};

const layout = {
  flowKeys: new Set(["needs", "outputs", "with", "env", "runs-on", "labels", "matrix", "options", "defaults"]),
  comment: (key: string, value: string): string | undefined =>
    key === "uses" ? versionOf(value) : value === "read" || value === "write" ? permissions[key] : undefined,
};

/** The file. */
export const writeWorkflow = (workflow: Workflow): string => writeYaml(workflow, generatedFrom(workflow.name), layout);
