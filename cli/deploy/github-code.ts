// Plan and code of pipelines whose store is GitHub's artifacts: they lie in the repository, a folder per pipeline, and come with the same commit as the
// workflow. Their names say what they hold, so nobody's change has to be found in them; a deployment leaves what its pipeline needs, and nothing else.
import { posix } from "node:path";
import type { Store } from "../../runtime/contract/index.js";
import { codeFolder } from "../../targets/github/artifacts.js";
import type { FileChange, FilePlace } from "./files.js";

/** What a store has at its top that comes from compiling. */
const parts = ["code", "plans"] as const;

export interface RepositoryCode {
  /** What is written there is written when the deployment is made. */
  store(pipeline: string): Store;
  /** What was written, and what goes: of the pipelines that were pushed what they need no more, of others that are `removed` all. */
  changes(removed: readonly string[]): Promise<readonly FileChange[]>;
}

export function repositoryCode(place: FilePlace): RepositoryCode {
  const written = new Map<string, string>();
  const needed = new Map<string, Set<string>>();
  const filesOf = async (pipeline: string): Promise<readonly string[]> => {
    const folders = parts.map((part) => `${codeFolder(pipeline)}/${part}`);
    const all = await Promise.all(
      folders.map(async (folder) => (await place.list(folder)).map((name) => posix.join(folder, name))),
    );
    return all.flat();
  };
  return {
    store: (pipeline) => storeIn(place, pipeline, written, needed),
    changes: async (removed) => {
      const gone = await Promise.all(
        [...new Set([...needed.keys(), ...removed])].map(async (pipeline) =>
          (await filesOf(pipeline)).filter((path) => !needed.get(pipeline)?.has(path)),
        ),
      );
      return [...[...written].map(([path, text]) => ({ path, text })), ...gone.flat().map((path) => ({ path, text: null }))];
    },
  };
}

function storeIn(place: FilePlace, pipeline: string, written: Map<string, string>, needed: Map<string, Set<string>>): Store {
  const paths = new Set<string>();
  needed.set(pipeline, paths);
  const url = codeFolder(pipeline);
  const pathOf = (key: string): string => {
    const path = `${url}/${key}`;
    paths.add(path);
    return path;
  };
  const read = async (key: string): Promise<string | null> => written.get(pathOf(key)) ?? place.read(pathOf(key));
  const write = async (key: string, bytes: Uint8Array): Promise<void> => {
    written.set(pathOf(key), Buffer.from(bytes).toString("utf8"));
  };
  const never = (): never => {
    throw new Error(`zenc: ${url} holds plan and code alone.`);
  };
  return {
    url,
    get: async (key) => {
      const text = await read(key);
      return text === null ? null : Buffer.from(text);
    },
    has: async (key) => (await read(key)) !== null,
    put: write,
    create: async (key, bytes) => {
      if ((await read(key)) !== null) return false;
      await write(key, bytes);
      return true;
    },
    getStream: never,
    putFile: never,
    list: never,
    remove: never,
  };
}
