// The local engine, as `zenc run` uses it: one pool of warm processes for all runs.
import { availableParallelism } from "node:os";
import { openStore } from "../../runtime/stores/index.js";
import { runPlan } from "../../targets/local/engine.js";
import { createPool } from "../../targets/local/pool.js";
import { localTarget } from "../../targets/local/target.js";
import type { Engine } from "./engine.js";
import { observe } from "./observed.js";
import { stepProcess } from "./shape.js";

export const localEngine: Engine = {
  name: "local",
  target: localTarget,
  inTheBox: true,
  open: async () => {
    const pool = createPool({ entry: stepProcess, size: availableParallelism() });
    return {
      run: async ({ compiled: { plan, digest }, parameters, place }) => {
        const store = await openStore(place.store);
        const { status } = await runPlan({ plan, digest, store, run: "local", parameters, pool });
        if (status === "interrupted") throw new Error("The run was interrupted.");
        return { observed: await observe(store, plan.pipeline, "local"), status, shown: {} };
      },
      close: () => pool.stop(),
    };
  },
};
