// Requests to GitHub's REST API, as its documentation wants them: headers, redirects, limits of how often one may ask.
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as WebStream } from "node:stream/web";
import type { Json } from "../../runtime/contract/index.js";
import { type EngineError, engineError, unreachable } from "../engine-error.js";
import { cliError, exit } from "../exit.js";

/**
 * The version that GitHub and its Enterprise Server know alike; one that a server does not know is refused with 400.
 * https://docs.github.com/en/rest/about-the-rest-api/api-versions
 */
const apiVersion = "2022-11-28";
const requestTimeoutMs = 30_000;
const downloadTimeoutMs = 600_000;
/** How often what changes nothing is asked. */
const tries = 3;

export interface GithubAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Null where it is no JSON. */
  readonly body: unknown;
}

export interface GithubRequest {
  readonly method?: "GET" | "POST";
  readonly body?: Json;
  /** A file's text, and not what is to say of it. */
  readonly raw?: boolean;
  /** Of an answer that is known: 304 says that it still holds, and is not counted. */
  readonly etag?: string | null;
  /** False: an error that may pass is thrown at once. */
  readonly again?: boolean;
}

export type AskGithub = (path: string, request?: GithubRequest) => Promise<GithubAnswer>;

/** GitHub takes no more requests for a while: it has not done what was asked. */
export interface LimitError extends EngineError {
  readonly untilMs: number;
}
export const limitOf = (error: unknown): number | null => (error as Partial<LimitError>).untilMs ?? null;

/** Whether an error says for certain that the request has not come through. */
export const isUnsent = (error: unknown): boolean => (error as { readonly unsent?: boolean }).unsent === true;

/** A repository, as the user of GH_TOKEN or GITHUB_TOKEN reaches it. */
export interface RepositoryAccess {
  /** For people: "acme/ml on github.com". */
  readonly name: string;
  readonly host: string;
  readonly token: string | undefined;
  readonly ask: AskGithub;
  /** Of the paths that are its own. */
  readonly base: string;
}

/**
 * @param api URL of the API, without a slash at its end.
 * @param paceMs what is waited before something is asked again.
 */
export function accessTo(owner: string, repository: string, api: string, paceMs: number): RepositoryAccess {
  const token = process.env.GH_TOKEN || process.env.GITHUB_TOKEN || undefined;
  const host = new URL(api).host.replace(/^api\./, "");
  const name = `${owner}/${repository} on ${host}`;
  return { name, host, token, ask: connectGithub(api, name, token, paceMs), base: `/repos/${owner}/${repository}` };
}

/** @param token of a person, an app or a workflow; without one only what is public can be read. */
export function connectGithub(api: string, name: string, token: string | undefined, paceMs: number): AskGithub {
  const once = async (path: string, request: GithubRequest): Promise<GithubAnswer> => {
    const answer = await send(new URL(api + path), name, token, request);
    const waitMs = limitMs(answer, Date.now());
    if (waitMs !== null) throw limitError(name, Date.now() + waitMs);
    if (answer.status >= 500) {
      throw engineError(`${name} answered ${answer.status} to ${request.method ?? "GET"} ${path}: ${said(answer)}`, true);
    }
    return answer;
  };
  return async (path, request = {}) => {
    const most = request.again === false || request.method === "POST" ? 1 : tries;
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(path, request);
      } catch (error) {
        const mayHelp = (error as Partial<EngineError>).passing === true && limitOf(error) === null;
        if (!mayHelp || attempt === most) throw error;
        await new Promise((resolve) => setTimeout(resolve, attempt * paceMs));
      }
    }
  };
}

/**
 * Brings a file, which GitHub gives out by an address elsewhere that is good for a minute; nobody but GitHub gets the token.
 * https://docs.github.com/en/rest/actions/artifacts#download-an-artifact
 */
export async function downloadGithub(url: URL, name: string, token: string | undefined, file: string): Promise<void> {
  try {
    const first = await fetch(url, {
      headers: headersOf(token),
      redirect: "manual",
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    const to = first.headers.get("location");
    if (first.status !== 302 || to === null) {
      const text = await first.text();
      throw refused(name, "an artifact", { status: first.status, headers: first.headers, text, body: jsonOf(text) }, token);
    }
    const answer = await fetch(new URL(to, url), { signal: AbortSignal.timeout(downloadTimeoutMs) });
    if (!answer.ok || answer.body === null)
      throw engineError(`${name} answered ${answer.status} to the download of an artifact.`, true);
    await pipeline(Readable.fromWeb(answer.body as WebStream), createWriteStream(file));
  } catch (error) {
    throw (error as { readonly exitCode?: unknown }).exitCode === undefined ? unreachable(name, error) : error;
  }
}

const headersOf = (token: string | undefined) => ({
  accept: "application/vnd.github+json",
  "x-github-api-version": apiVersion,
  "user-agent": "zenc",
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
});

async function send(first: URL, name: string, token: string | undefined, request: GithubRequest): Promise<GithubAnswer> {
  const { method = "GET", body, raw, etag } = request;
  const headers = {
    ...headersOf(token),
    ...(raw ? { accept: "application/vnd.github.raw+json" } : {}),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(etag == null ? {} : { "if-none-match": etag }),
  };
  const init = { method, headers, redirect: "manual" as const, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  let url = first;
  for (let hops = 0; ; hops++) {
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(url, { ...init, signal: AbortSignal.timeout(requestTimeoutMs) });
      text = await answer.text();
    } catch (error) {
      throw Object.assign(unreachable(name, error), { unsent: isUnconnected(error) });
    }
    const to = [301, 302, 307, 308].includes(answer.status) ? answer.headers.get("location") : null;
    if (to === null) return { status: answer.status, headers: answer.headers, text, body: jsonOf(text) };
    // A repository that has another name now. The token goes nowhere else, and what is to be done stays what it was.
    const next = new URL(to, url);
    if (next.origin !== first.origin || hops === 3) throw engineError(`${name} has moved to ${next.href}.`, false);
    url = next;
  }
}

const isUnconnected = (error: unknown): boolean =>
  ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"].includes(
    ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? "",
  );

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * How long to wait, as GitHub wants it; null where it refuses for another reason.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
export function limitMs(
  { status, headers, text }: Pick<GithubAnswer, "status" | "headers" | "text">,
  now: number,
): number | null {
  if (status !== 403 && status !== 429) return null;
  const after = Number(headers.get("retry-after") ?? Number.NaN);
  if (after >= 0) return after * 1000;
  const reset = Number(headers.get("x-ratelimit-reset") ?? Number.NaN);
  if (headers.get("x-ratelimit-remaining") === "0" && reset > 0) return Math.max(1000, reset * 1000 - now);
  return status === 429 || /rate limit/i.test(text) ? 60_000 : null;
}

function limitError(name: string, untilMs: number): LimitError {
  const until = new Date(untilMs).toISOString().replace(/\.\d+Z$/, "Z");
  const error = engineError(`${name} takes no more requests with this token until ${until}: its rate limit is used up.`, true);
  return Object.assign(error, { untilMs });
}

/** What GitHub gives as the reason. */
export function said({ body, text }: GithubAnswer): string {
  const { message, errors } = (body ?? {}) as { readonly message?: unknown; readonly errors?: readonly unknown[] };
  if (typeof message !== "string") return text.slice(0, 300).trim() || "no reason given";
  const more = (Array.isArray(errors) ? errors : []).map((one) =>
    typeof one === "string" ? one : ((one as { readonly message?: string }).message ?? JSON.stringify(one)),
  );
  return [message, ...more].join(" ").replaceAll(/\s+/g, " ").replace(/\.$/, "").slice(0, 600);
}

/** @param what as in "refused a run of …". */
export function refused(name: string, what: string, answer: GithubAnswer, token: string | undefined): Error {
  const { status } = answer;
  const message = `${name} refused ${what}: ${said(answer)} (${status}).`;
  if (status !== 401 && status !== 403 && status !== 404) return cliError(message, { exitCode: exit.engine });
  const help =
    token === undefined
      ? "Set GH_TOKEN or GITHUB_TOKEN."
      : "The token of GH_TOKEN or GITHUB_TOKEN needs to write actions and to read contents of the repository.";
  return cliError(message, { exitCode: exit.engine, help });
}
