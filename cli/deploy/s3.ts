// Files below a prefix of an S3 bucket, as Airflow's S3DagBundle reads them, by the client of zenc's stores.
import { openStore } from "../../runtime/stores/index.js";
import type { FilePlace } from "./files.js";

export async function s3Place(url: string): Promise<FilePlace> {
  const store = await openStore(url);
  return {
    name: url,
    list: async (folder) => {
      const prefix = folder === "" ? "" : `${folder}/`;
      const names: string[] = [];
      for await (const key of store.list(prefix, { shallow: true })) if (!key.endsWith("/")) names.push(key.slice(prefix.length));
      return names;
    },
    read: async (path) => {
      const bytes = await store.get(path);
      return bytes === null ? null : new TextDecoder().decode(bytes);
    },
    write: async (files) => {
      for (const { path, text } of files) {
        if (text === null) await store.remove(path);
        else await store.put(path, new TextEncoder().encode(text));
      }
    },
    close: async () => {},
  };
}
