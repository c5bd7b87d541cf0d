// Runs on GitHub Actions, through its REST API: what the repository has of a pipeline, starting a run, how far that is.
import { setTimeout as sleep } from "node:timers/promises";
import type { Digest } from "../../runtime/contract/index.js";
import { fileName } from "../../targets/github/names.js";
import { engineError, mayPass } from "../engine-error.js";
import { cliError } from "../exit.js";
import type { Terminal } from "../terminal.js";
import { duration } from "../words.js";
import type { EngineApi } from "./engine.js";
import { type AskGithub, accessTo, type GithubAnswer, isUnsent, limitOf, refused } from "./github-client.js";
import { dispatchInputs } from "./github-inputs.js";
import { phaseReader } from "./github-phase.js";
import type { Repository } from "./github-repository.js";
import { type DispatchedRun, type RunFinder, runFinder } from "./github-runs.js";

/** How long a limit may last that is waited for before a run is started. */
const patienceMs = 120_000;

/**
 * Credentials: GH_TOKEN or GITHUB_TOKEN.
 * @param paceMs what is waited before something is asked again.
 */
export function githubApi(repository: Repository, terminal: Pick<Terminal, "note" | "noteColors">, paceMs = 1_000): EngineApi {
  const { owner, name: repo, api } = repository;
  const { name, token, ask, base } = accessTo(owner, repo, api, paceMs);
  const askPatiently = patient(ask, terminal);
  const actions = `${base}/actions`;
  const refuse = (what: string, answer: GithubAnswer) => refused(name, what, answer, token);
  const branch = once(async (): Promise<string> => {
    if (repository.branch !== null) return repository.branch;
    const answer = await askPatiently(base);
    if (answer.status >= 300) throw refuse("access", answer);
    return (answer.body as { readonly default_branch: string }).default_branch;
  });
  const dispatch = async (
    pipeline: string,
    inputs: Readonly<Record<string, string>>,
    details: boolean,
  ): Promise<GithubAnswer> => {
    const path = `${actions}/workflows/${encodeURIComponent(workflowOf(pipeline))}/dispatches`;
    const some = Object.keys(inputs).length === 0 ? {} : { inputs };
    const more = details ? { return_run_details: true } : {};
    const answer = await askPatiently(path, { method: "POST", body: { ref: await branch(), ...some, ...more } });
    // A server from before February 2026. https://github.blog/changelog/2026-02-19-workflow-dispatch-api-now-returns-run-ids
    const isOld = details && (answer.status === 422 || answer.status === 400) && answer.text.includes("return_run_details");
    return isOld ? dispatch(pipeline, inputs, false) : answer;
  };
  const phase = phaseReader(ask, actions, refuse);
  return {
    name,
    plan: async (pipeline) => {
      const file = fileName(pipeline);
      const on = await branch();
      const path = `${base}/contents/${file.split("/").map(encodeURIComponent).join("/")}?ref=${encodeURIComponent(on)}`;
      const answer = await askPatiently(path, { raw: true });
      if (answer.status === 404) {
        throw cliError(`${name} has no pipeline "${pipeline}": no ${file} that one may read on the branch ${on}.`, {
          help: "zenc deploy brings it there; in a checkout it needs to be committed and pushed.",
        });
      }
      if (answer.status >= 300) throw refuse(`the file ${file}`, answer);
      const plan = planInWorkflow(answer.text);
      if (plan === null) throw cliError(`The workflow ${file} of ${name} is none of zenc's.`);
      return plan;
    },
    start: async ({ pipeline, parameters: schema }, parameters) => {
      const inputs = dispatchInputs(schema, parameters);
      const finder = await runFinder({
        ask: askPatiently,
        path: `${actions}/workflows/${encodeURIComponent(workflowOf(pipeline))}/runs`,
        branch: await branch(),
        name,
        pipeline,
        paceMs,
      });
      const answer = await dispatch(pipeline, inputs, true).catch((error: unknown) => {
        // To ask once more could be a second run.
        if (!mayPass(error) || isUnsent(error) || limitOf(error) !== null) throw error;
        return null;
      });
      if (answer !== null && answer.status >= 300) throw refuse(`a run of "${pipeline}"`, answer);
      const run = (answer && toldIn(answer)) ?? (await found(finder, answer === null, name, pipeline));
      return { pipeline, run: String(run.id), url: run.url };
    },
    phase,
    close: async () => {},
  };
}

/** The plan that a workflow's jobs are told. */
export const planInWorkflow = (text: string): Digest | null =>
  (/^ {2}ZENC_PLAN: "?([0-9a-f]{64})"?\r?$/m.exec(text)?.[1] ?? null) as Digest | null;

const workflowOf = (pipeline: string): string => fileName(pipeline).split("/").at(-1) as string;

function toldIn({ status, body }: GithubAnswer): DispatchedRun | null {
  const { workflow_run_id: id, html_url: url } = (body ?? {}) as {
    readonly workflow_run_id?: number;
    readonly html_url?: string;
  };
  return status === 200 && id !== undefined && url !== undefined ? { id, url } : null;
}

async function found(finder: RunFinder, isLost: boolean, name: string, pipeline: string): Promise<DispatchedRun> {
  const run = await finder();
  if (run !== null) return run;
  throw engineError(
    isLost
      ? `${name} has not answered, and no run of "${pipeline}" is seen: whether one was started is not known. Look there before you start it again.`
      : `${name} has taken a run of "${pipeline}", but does not show it.`,
    false,
  );
}

/** Waits out a limit that does not last long. */
function patient(ask: AskGithub, { note, noteColors }: Pick<Terminal, "note" | "noteColors">): AskGithub {
  return async (path, request) => {
    const endMs = Date.now() + patienceMs;
    for (;;) {
      try {
        return await ask(path, request);
      } catch (error) {
        const untilMs = limitOf(error);
        if (untilMs === null || untilMs > endMs) throw error;
        const waitMs = Math.max(0, untilMs - Date.now());
        note(noteColors.dim(`  GitHub's rate limit is used up: waiting ${duration(waitMs)}`));
        await sleep(waitMs);
      }
    }
  };
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => {
    result ??= work();
    return result;
  };
}
