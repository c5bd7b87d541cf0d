// How far a run is on GitHub Actions.
import type { RunPhase, StartedRun } from "./engine.js";
import { type AskGithub, type GithubAnswer, limitOf } from "./github-client.js";

/** How long GitHub may not know of a run that it has told of. */
const unknownMs = 60_000;

/** The parts of GitHub's run that are read here. https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run */
interface Run {
  readonly status: string | null;
  readonly conclusion: string | null;
}

/** Asks no oftener than GitHub wants: what has not changed by its tag, and nothing while a limit lasts. */
export function phaseReader(
  ask: AskGithub,
  actions: string,
  refuse: (what: string, answer: GithubAnswer) => Error,
): (run: StartedRun) => Promise<RunPhase> {
  const startedAt = Date.now();
  let etag: string | null = null;
  let last: RunPhase = { state: "queued" };
  let quietUntilMs = 0;
  return async ({ run }) => {
    if (Date.now() < quietUntilMs) return last;
    const path = `${actions}/runs/${run}`;
    try {
      const answer = await ask(path, { etag, again: false });
      // Its own servers do not all learn of it at once.
      if (answer.status === 304 || (answer.status === 404 && Date.now() - startedAt < unknownMs)) return last;
      if (answer.status >= 300) throw refuse(`the run ${run}`, answer);
      const next = await phaseOf(answer.body as Run, ask, path);
      etag = answer.headers.get("etag");
      last = next;
    } catch (error) {
      // The records are read meanwhile, which cost GitHub nothing.
      quietUntilMs = limitOf(error) ?? 0;
      if (quietUntilMs === 0) throw error;
    }
    return last;
  };
}

async function phaseOf({ status, conclusion }: Run, ask: AskGithub, path: string): Promise<RunPhase> {
  if (status !== "completed") return { state: status === "in_progress" ? "running" : "queued" };
  if (conclusion === "success" || conclusion === "neutral" || conclusion === "skipped") return { state: "succeeded" };
  const jobs = conclusion === "failure" ? await failedJobs(ask, path) : [];
  const more = jobs.length > 5 ? " and others" : "";
  const message = jobs.length > 0 ? `${jobs.slice(0, 5).join(", ")}${more} failed` : `the run has ended as ${conclusion}`;
  return { state: "failed", message: `GitHub says that ${message}` };
}

/** https://docs.github.com/en/rest/actions/workflow-jobs#list-jobs-for-a-workflow-run */
async function failedJobs(ask: AskGithub, path: string): Promise<readonly string[]> {
  const { status, body } = await ask(`${path}/jobs?filter=latest&per_page=100`, { again: false });
  if (status >= 300) return [];
  const { jobs } = body as { readonly jobs: readonly { readonly name: string; readonly conclusion: string | null }[] };
  return jobs.filter(({ conclusion }) => conclusion === "failure" || conclusion === "timed_out").map(({ name }) => name);
}
