// The document of a repository's workflow → its text.
import { versionOf } from "../../../targets/github/actions.js";
import { writeYaml } from "../../../targets/yaml/write.js";
import type { CiWorkflow } from "./document.js";

/** What a permission is for; who reads the file need not guess. */
const permissions: Readonly<Record<string, string>> = {
  "contents: read": "fetch the repository",
  "contents: write": "push to the branch that is deployed",
  "actions: read": "code scanning asks for it in private repositories",
  "security-events: write": "show what is wrong in code scanning",
  "pull-requests: write": "comment what changes",
  "id-token: write": "take the role that reaches the store",
};

const layout = {
  flowKeys: new Set(["needs", "branches", "pull_request", "merge_group", "push", "with", "runs-on", "labels", "defaults", "run"]),
  comment: (key: string, value: string): string | undefined =>
    key === "uses" ? versionOf(value) : permissions[`${key}: ${value}`],
};

const mark = "Written by zenc ci github";
/** What every such file begins with. It is not that of compiled files, which a compile may find to be nobody's any more. */
export const ciMark = `# ${mark}`;

/** @param command what writes the file again */
export const writeCi = (workflow: CiWorkflow, command: string): string =>
  writeYaml(workflow, `${mark}: change zenc.yaml and run it again, not this file.\n${command}`, layout);
