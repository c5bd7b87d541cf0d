// Argo as an engine of the shapes: workflows side by side on one real cluster, their pods processes of this machine.
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { openStore } from "../../../runtime/stores/index.js";
import { argoTarget } from "../../../targets/argo/target.js";
import { optionsFor } from "../../conformance/compiled.js";
import type { Engine } from "../../conformance/engine.js";
import { observe } from "../../conformance/observed.js";
import { openArgo } from "./run.js";
import { shownBy } from "./shown.js";

export const argoEngine: Engine = {
  name: "argo",
  target: argoTarget,
  inTheBox: false,
  open: async () => {
    const argo = await openArgo();
    return {
      run: async ({ shape, compiled, parameters, place }) => {
        argo.share(groundOf(place.store));
        const options = optionsFor(shape, argoTarget);
        const { workflow, run, explain } = await argo.run({ compiled, parameters, store: place.store, options });
        const observed = await observe(await openStore(place.store), compiled.plan.pipeline, run).catch(async (error: Error) => {
          throw new Error(`${error.message}\n${await explain()}`);
        });
        const status = workflow.status?.phase === "Succeeded" ? "succeeded" : "failed";
        return { observed, status, shown: shownBy(workflow, observed, compiled) };
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
