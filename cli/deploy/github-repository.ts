// Which repository of GitHub a stack is deployed to, and where its API is.
import { cliError } from "../exit.js";
import { runGit } from "../git.js";
import type { EngineRequest } from "./engine.js";

export interface Repository {
  readonly owner: string;
  readonly name: string;
  /** URL of the API, without a slash at its end. */
  readonly api: string;
  /** That has the workflows. Null: the repository's default branch. */
  readonly branch: string | null;
}

/** @throws CliError where nothing says it. */
export async function repositoryOf({ stack, terminal }: EngineRequest): Promise<Repository> {
  const { to, repository, api } = stack.deploy ?? {};
  const git = typeof to === "object" ? to : null;
  const branch = git === null ? null : (git.branch ?? "main");
  if (repository !== undefined) {
    const [owner, name] = repository.split("/") as [string, string];
    return { owner, name, api: api === undefined ? defaultApi() : plain(api), branch };
  }
  const url = git?.git ?? (await originOf(terminal.cwd, typeof to === "string" ? to : "."));
  const found = url === null ? null : repositoryIn(url);
  if (found === null) {
    throw cliError(`The stack "${stack.name}" does not say which repository of GitHub it is deployed to.`, {
      help: "Say it in zenc.yaml, deploy: { repository: OWNER/NAME }.",
    });
  }
  const where = api ?? apiOf(found.host);
  if (where === null) {
    throw cliError(`The stack "${stack.name}" does not say where the API of ${found.host} is.`, {
      help: `Say it in zenc.yaml, deploy: { api: https://${found.host}/api/v3 }, or, if this is another name of github.com, deploy: { repository: ${found.owner}/${found.name} }.`,
    });
  }
  return { owner: found.owner, name: found.name, api: plain(where), branch };
}

const publicApi = "https://api.github.com";
const plain = (url: string): string => url.replace(/\/+$/, "");
/** Where nothing says another one. */
export const defaultApi = (): string => plain(process.env.GITHUB_API_URL || publicApi);

/** Null: a host that nobody has vouched for, and that gets no token. */
function apiOf(host: string): string | null {
  if (host === "github.com") return publicApi;
  if (host.endsWith(".ghe.com")) return `https://api.${host}`;
  const { GITHUB_SERVER_URL: server, GITHUB_API_URL: url } = process.env;
  return url !== undefined && server !== undefined && new URL(server).hostname === host ? url : null;
}

interface Remote {
  readonly host: string;
  readonly owner: string;
  readonly name: string;
}

const remotes = [
  /^(?:https?|ssh|git):\/\/(?:[^@/]+@)?([^:/@]+)(?::\d+)?\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/i,
  /^(?:[^@/:]+@)?([^:/@]+):([^/]+)\/([^/]+?)(?:\.git)?\/?$/,
];

/** What a Git remote says: `https://host/owner/name`, `ssh://git@host/owner/name.git`, `git@host:owner/name.git`. */
export function repositoryIn(url: string): Remote | null {
  for (const pattern of remotes) {
    const [found, host = "", owner = "", name = ""] = pattern.exec(url) ?? [];
    if (found === undefined) continue;
    const plainHost = host.toLowerCase();
    return { host: /^(www|ssh)\.github\.com$/.test(plainHost) ? "github.com" : plainHost, owner, name };
  }
  return null;
}

async function originOf(cwd: string, folder: string): Promise<string | null> {
  const { code, stdout } = await runGit(cwd, ["-C", folder, "remote", "get-url", "origin"], {}, { mayFail: true });
  return code === 0 ? stdout.trim() : null;
}
