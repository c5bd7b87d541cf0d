// What GitHub's REST API tells of artifacts and of a repository's files.
import { accessTo, downloadGithub, type GithubAnswer, refused } from "../deploy/github-client.js";
import { defaultApi } from "../deploy/github-repository.js";

export interface RunArtifact {
  readonly id: number;
  readonly name: string;
  readonly expired: boolean;
  /** Of the run that has left it; null where GitHub does not say. */
  readonly run: string | null;
}

export interface GithubArtifactsApi {
  /** For people: "acme/ml on github.com". */
  readonly name: string;
  readonly host: string;
  /** Of a run, or of all. */
  list(run: string | null): Promise<readonly RunArtifact[]>;
  /** The archive, into a file. */
  download(id: number, file: string): Promise<void>;
  /** Names in a folder of the default branch; none where it is not there. */
  folder(path: string): Promise<readonly string[]>;
  /** A file's text there. */
  file(path: string): Promise<string | null>;
}

const pageSize = 100;

/** Credentials: GH_TOKEN or GITHUB_TOKEN; GitHub wants them for artifacts of public repositories too. */
export function githubArtifactsApi(owner: string, repository: string): GithubArtifactsApi {
  const api = defaultApi();
  const { name, host, token, ask, base } = accessTo(owner, repository, api, 1_000);
  const taken = (answer: GithubAnswer, what: string): GithubAnswer => {
    if (answer.status >= 300) throw refused(name, what, answer, token);
    return answer;
  };
  return {
    name,
    host,
    list: async (run) => {
      const path = run === null ? `${base}/actions/artifacts` : `${base}/actions/runs/${encodeURIComponent(run)}/artifacts`;
      const all: RunArtifact[] = [];
      for (let page = 1; ; page++) {
        const answer = await ask(`${path}?per_page=${pageSize}&page=${page}`);
        if (run !== null && answer.status === 404 && token !== undefined) return [];
        const { artifacts } = taken(answer, "to list artifacts").body as ArtifactList;
        for (const { id, name: called, expired, workflow_run: of } of artifacts) {
          // What a fork's run has left is nobody's of this repository.
          if (of?.head_repository_id !== of?.repository_id) continue;
          all.push({ id, name: called, expired, run: run ?? (of?.id === undefined ? null : String(of.id)) });
        }
        if (artifacts.length < pageSize) return all;
      }
    },
    download: (id, file) => downloadGithub(new URL(`${api}${base}/actions/artifacts/${id}/zip`), name, token, file),
    folder: async (path) => {
      const answer = await ask(`${base}/contents/${path}`);
      if (answer.status === 404) return [];
      const found = taken(answer, `the folder ${path}`).body as readonly { readonly name: string }[];
      return found.map((one) => one.name);
    },
    file: async (path) => {
      const answer = await ask(`${base}/contents/${path}`, { raw: true });
      return answer.status === 404 ? null : taken(answer, `the file ${path}`).text;
    },
  };
}

interface ArtifactList {
  readonly artifacts: readonly {
    readonly id: number;
    readonly name: string;
    readonly expired: boolean;
    readonly workflow_run?: {
      readonly id?: number;
      readonly repository_id?: number;
      /** Where the commit comes from that the run is of. */
      readonly head_repository_id?: number;
    } | null;
  }[];
}
