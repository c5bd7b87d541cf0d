// Opens the store of a stack. One that only GitHub has is for commands, not for step processes.
import type { Store } from "../runtime/contract/index.js";
import { openStore as openOwn } from "../runtime/stores/index.js";
import { storeScheme } from "../targets/github/artifacts.js";

/** @throws StoreError where the URL is none of a store. */
export async function openStore(url: string): Promise<Store> {
  if (!url.startsWith(`${storeScheme}://`)) return openOwn(url);
  return (await import("./github-artifacts/store.js")).openGithubArtifacts(url);
}
