// Argo as an engine of the shapes: workflows side by side on one real cluster, their pods processes of this machine.
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { argoTarget } from "../../../targets/argo/target.js";
import type { Engine } from "../../conformance/engine.js";
import { openArgo } from "./run.js";
import { shownBy } from "./shown.js";

export const argoEngine: Engine = {
  name: "argo",
  target: argoTarget,
  inTheBox: false,
  open: async () => {
    const argo = await openArgo();
    return {
      run: async ({ place, ...job }) => {
        argo.share(groundOf(place.store));
        const { workflow, run, explain } = await argo.run({ ...job, store: place.store });
        const status = workflow.status?.phase === "Succeeded" ? "succeeded" : "failed";
        return { run, status, shown: (observed) => shownBy(workflow, observed, job.compiled), explain };
      },
      close: argo.close,
    };
  },
};

/** The folder directly in the system's own for temporary ones: so all runs of a test share one. */
function groundOf(path: string): string {
  let at = path;
  while (dirname(at) !== tmpdir() && dirname(at) !== at) at = dirname(at);
  return at;
}
