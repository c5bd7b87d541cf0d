// The JSON document of a run: of `zenc run` and `zenc show`. Described in docs/cli.md; `version` changes when its meaning does.
import type { RunView } from "../runtime/history/index.js";

export interface RunDocument extends Omit<RunView, "status"> {
  readonly version: 1;
  readonly store: string;
  readonly status: RunView["status"] | "interrupted";
}

/** The document of a run; `status` as `zenc run` knows it, which may be "interrupted". */
export function runDocument(view: RunView, store: string, status: RunDocument["status"] = view.status): RunDocument {
  return { version: 1, store, ...view, status };
}
