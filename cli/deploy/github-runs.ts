// Finds the run that was started, where GitHub has not said which one it is: an Enterprise Server does not, and an answer may be lost.
import { setTimeout as sleep } from "node:timers/promises";
import { engineError } from "../engine-error.js";
import type { AskGithub, GithubAnswer } from "./github-client.js";

export interface DispatchedRun {
  readonly id: number;
  readonly url: string;
}

export interface FinderRequest {
  readonly ask: AskGithub;
  /** Of the workflow's runs. */
  readonly path: string;
  readonly branch: string;
  readonly name: string;
  readonly pipeline: string;
  /** Between two looks. */
  readonly paceMs: number;
}

/** Null: there is none. @throws where it cannot be told from another one. */
export type RunFinder = () => Promise<DispatchedRun | null>;

const looks = 20;

/** https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow */
interface Listed {
  readonly id: number;
  readonly html_url: string;
  readonly created_at: string;
}

/**
 * Looks what there is before a run is started. That one is new then, started by hand on the branch, and not created before; if several
 * are, nobody can say which it is. The clock is GitHub's.
 */
export async function runFinder({ ask, path, branch, name, pipeline, paceMs }: FinderRequest): Promise<RunFinder> {
  const list = () => ask(`${path}?event=workflow_dispatch&branch=${encodeURIComponent(branch)}&per_page=100`);
  const before = await list();
  const known = new Set(runsIn(before).map(({ id }) => id));
  const since = Math.floor(Date.parse(before.headers.get("date") ?? "") / 1000) * 1000;
  const isNew = ({ id, created_at }: Listed) => !known.has(id) && !(Date.parse(created_at) < since);
  return async () => {
    let seen: number | null = null;
    for (let look = 0; look < looks; look++) {
      if (look > 0) await sleep(paceMs);
      const fresh = runsIn(await list()).filter(isNew);
      if (fresh.length > 1) {
        throw engineError(
          `${fresh.length} runs of "${pipeline}" were started at the same time, and ${name} does not say which of them is this one: ${fresh.map(({ html_url: url }) => url).join(", ")}`,
          false,
        );
      }
      const [run] = fresh;
      // Another one may have been shown first.
      if (run !== undefined && run.id === seen) return { id: run.id, url: run.html_url };
      seen = run?.id ?? null;
    }
    return null;
  };
}

const runsIn = ({ status, body }: GithubAnswer): readonly Listed[] =>
  status < 300 ? (body as { readonly workflow_runs: readonly Listed[] }).workflow_runs : [];
