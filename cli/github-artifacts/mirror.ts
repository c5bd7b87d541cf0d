// What the runs of a repository have left as artifacts, brought to a folder of this machine: one store per run, each artifact fetched once.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cacheFolder } from "../../runtime/contract/index.js";
import { storeError } from "../../runtime/stores/error.js";
import { checkKey } from "../../runtime/stores/key.js";
import { pipelineOf } from "../../targets/github/artifacts.js";
import type { GithubArtifactsApi, RunArtifact } from "./api.js";
import { readZip } from "./zip.js";

export interface Mirror {
  /** Runs that GitHub still has something of, with their pipelines; the newest first. */
  runs(): Promise<readonly { readonly pipeline: string; readonly run: string }[]>;
  /** The folder of a run, with all that it has left so far. */
  whole(run: string): Promise<string>;
  /** With what it left first, until a file is there. */
  until(run: string, key: string): Promise<string>;
  /** What was listed is listed anew. */
  refresh(): void;
  /** Folders of runs that have been fetched, the last one first. */
  folders(): readonly string[];
}

/** How long an answer of GitHub's is taken for true: a run goes on while it is looked at. */
const freshMs = 10_000;

/** @param url of the store, for errors. */
export function openMirror(url: string, api: GithubArtifactsApi, parts: readonly string[]): Mirror {
  const root = join(cacheFolder(), "github", ...parts);
  const fetched: string[] = [];
  const lists = new Map<string, { readonly at: number; readonly artifacts: Promise<readonly RunArtifact[]> }>();
  const listed = (run: string | null): Promise<readonly RunArtifact[]> => {
    const known = lists.get(run ?? "");
    if (known && Date.now() - known.at < freshMs) return known.artifacts;
    const artifacts = api.list(run).then((all) => all.filter(({ name, expired }) => pipelineOf(name) !== null && !expired));
    lists.set(run ?? "", { at: Date.now(), artifacts });
    artifacts.catch(() => lists.delete(run ?? ""));
    return artifacts;
  };
  const under = new Map<string, Promise<void>>();
  const fetchOnce = (run: string, artifact: RunArtifact): Promise<void> => {
    const folder = folderOf(run);
    const done = join(folder, `.fetched-${artifact.id}`);
    if (existsSync(done)) return Promise.resolve();
    const going = under.get(done) ?? fetchInto(folder, artifact, done).finally(() => under.delete(done));
    under.set(done, going);
    return going;
  };
  const folderOf = (run: string): string => {
    const folder = join(root, run);
    if (!fetched.includes(folder)) fetched.unshift(folder);
    return folder;
  };
  const fetchInto = async (folder: string, { id, name }: RunArtifact, done: string): Promise<void> => {
    await mkdir(folder, { recursive: true });
    const scratch = await mkdtemp(join(folder, ".fetching-"));
    try {
      const archive = join(scratch, "archive.zip");
      await api.download(id, archive);
      await unpack(url, archive, scratch, folder).catch((cause: Error) => {
        const detail = `the artifact ${name} cannot be unpacked: ${cause.message}`;
        throw storeError({ url, operation: "get", reason: "damaged", detail, advice: "Run the failed jobs again.", cause });
      });
      await writeFile(done, "");
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };
  const inOrder = async (run: string) => [...(await listed(run))].sort((a, b) => a.id - b.id);
  return {
    runs: async () => {
      const found = new Map<string, { readonly pipeline: string; readonly run: string }>();
      for (const { name, run } of await listed(null)) {
        const pipeline = pipelineOf(name);
        if (run !== null && pipeline !== null) found.set(run, { pipeline, run });
      }
      return [...found.values()].sort((a, b) => Number(b.run) - Number(a.run));
    },
    whole: async (run) => {
      for (const artifact of await inOrder(run)) await fetchOnce(run, artifact);
      return folderOf(run);
    },
    until: async (run, key) => {
      const folder = folderOf(run);
      if (existsSync(join(folder, key))) return folder;
      for (const artifact of await inOrder(run)) {
        await fetchOnce(run, artifact);
        if (existsSync(join(folder, key))) break;
      }
      return folder;
    },
    refresh: () => lists.clear(),
    folders: () => fetched,
  };
}

/** Each file is there whole, or not at all. @throws where it is damaged, or has what is no key of a store. */
async function unpack(url: string, archive: string, scratch: string, folder: string): Promise<void> {
  for (const [number, { name, extract }] of (await readZip(archive)).entries()) {
    if (name.endsWith("/")) continue;
    checkKey(url, "get", name);
    const file = join(scratch, `${number}`);
    await extract(file);
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await rename(file, join(folder, name));
  }
}
