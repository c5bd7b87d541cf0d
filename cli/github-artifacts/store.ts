// `github://owner/repository` as a store to read from: what its runs have left as artifacts, and plan and code as the repository has them.
import type { Store } from "../../runtime/contract/index.js";
import { storeError } from "../../runtime/stores/error.js";
import { openFolder } from "../../runtime/stores/folder.js";
import { firstOf, merged } from "../../runtime/stores/layers.js";
import { codeFolder, codeFolders, repositoryIn } from "../../targets/github/artifacts.js";
import { githubArtifactsApi } from "./api.js";
import { openMirror } from "./mirror.js";

const runKey = /^runs\/([^/]+)\/([^/]+)\/(.+)$/;

/** @throws StoreError where the URL names no repository. */
export function openGithubArtifacts(url: string): Store {
  const repository = repositoryIn(url);
  if (repository === null) {
    const advice = "Write github://OWNER/REPOSITORY.";
    throw storeError({ url, operation: "open", reason: "url", detail: "it names no repository", advice });
  }
  const { owner, name } = repository;
  const api = githubArtifactsApi(owner, name);
  const mirror = openMirror(url, api, [api.host, owner, name]);
  const written = async (operation: string, key: string): Promise<never> => {
    const detail = "only runs on GitHub write there";
    const advice = "zenc deploy brings plan and code to the repository.";
    throw storeError({ url, operation, key, reason: "unsupported", detail, advice });
  };
  /** Of pipelines that the repository has. */
  let pipelines: Promise<readonly string[]> | undefined;
  const inRepository = async (key: string): Promise<Uint8Array | null> => {
    if (!/^(plans|code)\//.test(key)) return null;
    pipelines ??= api.folder(codeFolders);
    for (const pipeline of await pipelines) {
      const text = await api.file(`${codeFolder(pipeline)}/${key}`);
      if (text !== null) return Buffer.from(text);
    }
    return null;
  };
  /** The stores that may have a key. */
  const storesOf = async (key: string): Promise<readonly Store[]> => {
    const [, , run, rest] = runKey.exec(key) ?? [];
    if (run === undefined) return mirror.folders().map(openFolder);
    return [openFolder(rest === "run.json" ? await mirror.until(run, key) : await mirror.whole(run))];
  };
  const first = async <T>(key: string, ask: (store: Store) => Promise<T | null>): Promise<T | null> =>
    firstOf(await storesOf(key), ask);
  return {
    url,
    get: async (key) => (await first(key, (store) => store.get(key))) ?? inRepository(key),
    getStream: async (key) => {
      const found = await first(key, (store) => store.getStream(key));
      if (found !== null) return found;
      const bytes = await inRepository(key);
      return (
        bytes &&
        (async function* () {
          yield bytes;
        })()
      );
    },
    has: async (key) =>
      (await first(key, async (store) => ((await store.has(key)) ? true : null))) === true || (await inRepository(key)) !== null,
    put: (key) => written("put", key),
    create: (key) => written("create", key),
    putFile: (key) => written("putFile", key),
    remove: (key) => written("remove", key),
    refresh: mirror.refresh,
    async *list(prefix, { shallow = false } = {}) {
      const [, pipeline, run] = /^runs\/(?:([^/]+)\/(?:([^/]+)\/)?)?/.exec(prefix) ?? [];
      if (run !== undefined) {
        yield* openFolder(await mirror.whole(run)).list(prefix, { shallow });
        return;
      }
      const runs = (await mirror.runs()).filter((one) => pipeline === undefined || one.pipeline === pipeline);
      if (shallow && prefix.startsWith("runs/")) {
        const names = runs.map((one) => `${prefix}${pipeline === undefined ? one.pipeline : one.run}/`);
        yield* [...new Set(names)].sort();
        return;
      }
      const folders: string[] = [];
      for (const one of runs) folders.push(await mirror.whole(one.run));
      yield* merged(folders.map((folder) => openFolder(folder).list(prefix, { shallow })));
    },
  };
}
