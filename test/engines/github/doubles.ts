// Stand for the actions of GitHub's own that a workflow uses: folders beside this file.
import { fileURLToPath } from "node:url";
import { actions } from "../../../targets/github/actions.js";

const folderOf = (name: string): string => fileURLToPath(new URL(`./doubles/${name}/`, import.meta.url));

/** Words for act. What artifacts there are lies in `artifacts` of the folder that `ZENC_DOUBLES` names. */
export const doubles: readonly string[] = [
  [actions.setupNode.uses, "setup-node"],
  [actions.uploadArtifact.uses, "upload-artifact"],
  [actions.downloadArtifact.uses, "download-artifact"],
  [actions.uploadSarif.uses.replace("/upload-sarif", ""), "codeql-action"],
].flatMap(([uses, name = ""]) => ["--local-repository", `${uses}=${folderOf(name)}`]);
