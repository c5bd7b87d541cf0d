// The store of who has no cloud: GitHub keeps what the jobs of a run leave, as artifacts. A job starts with what those before it have left, and leaves
// what it has added; plan and code lie in the repository.
import { layersUrl } from "../../runtime/contract/index.js";
import { actions } from "./actions.js";
import { expression, matrixItem } from "./condition.js";
import type { ActionStep } from "./document.js";

/** Of the stores that only this engine has. */
export const storeScheme = "github";
/** `github://owner/repository`: whose artifacts they are. */
const address = /^github:\/\/([A-Za-z0-9-]+)\/([A-Za-z0-9._-]+)$/;

/** Null: the store is another one. */
export function repositoryIn(store: string): { readonly owner: string; readonly name: string } | null {
  const [found, owner = "", name = ""] = address.exec(store) ?? [];
  return found === undefined ? null : { owner, name };
}

/** The folder of the repository that has a folder per pipeline. */
export const codeFolders = ".github/zenc";
/** Where plan and code of a pipeline lie in the repository. */
export const codeFolder = (pipeline: string): string => `${codeFolders}/${pipeline}`;

/** No name with a dot in front: such files are left out of artifacts. */
const folders = { added: "zenc-artifacts/added", former: "zenc-artifacts/former" } as const;

/** The store as the processes of a job see it. */
export const storeInJob = (pipeline: string): string => layersUrl(folders.added, [folders.former, codeFolder(pipeline)]);

/** The parts of an artifact's name: the pipeline, the job, the item of its matrix if it has one, the attempt of the run. */
const artifactPrefix = (pipeline: string): string => `zenc.${pipeline}.`;

/** The pipeline that an artifact is of, by its name; null where it is none of zenc's. No pipeline has a dot in its name. */
export const pipelineOf = (artifact: string): string | null => /^zenc\.([^.]+)\./.exec(artifact)?.[1] ?? null;

export const fetchFormer = (pipeline: string): ActionStep => ({
  uses: actions.downloadArtifact.uses,
  with: { pattern: `${artifactPrefix(pipeline)}*`, path: folders.former, "merge-multiple": true },
});

/** What a failed step has recorded too, and what one that GitHub has stopped has left. */
export function keepAdded(pipeline: string, job: string, isMatrix: boolean, retentionDays: number): ActionStep {
  const item = isMatrix ? `${expression(matrixItem)}.` : "";
  return {
    if: expression("always()"),
    uses: actions.uploadArtifact.uses,
    with: {
      name: `${artifactPrefix(pipeline)}${job}.${item}${expression("github.run_attempt")}`,
      path: folders.added,
      "if-no-files-found": "ignore",
      "retention-days": retentionDays,
    },
  };
}
