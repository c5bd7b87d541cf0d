// Opens a store by its URL: a folder, or S3, whose client is loaded only then.
import type { Store } from "../contract/store.js";
import { storeError } from "./error.js";
import { openFolder } from "./folder.js";
import { openLayers } from "./layers.js";

export { isStoreError, type StoreError, type StoreReason } from "./error.js";

/**
 * Opens a store: a folder (relative to the current directory), `file:///…`, or
 * `s3://bucket/prefix?endpoint=http://…&region=…&pathStyle=true`, or `layers://…` (see `layersUrl`). Nothing is read or written yet.
 * @throws StoreError where the URL is neither, or an S3 option is wrong.
 */
export async function openStore(url: string): Promise<Store> {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(url)?.[1]?.toLowerCase();
  if (scheme === "s3") {
    // Node 20 is supported by zenc; the SDK's notice about it would stand in every step's log.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
    const { openS3 } = await import("./s3.js");
    return openS3(url);
  }
  if (scheme === "layers") return openLayers(url);
  if (scheme === "file" || scheme === undefined) return openFolder(url);
  throw storeError({
    url,
    operation: "open",
    reason: "url",
    detail: `"${scheme}://" is not a kind of store that zenc knows`,
    advice: 'Use a folder, or "s3://bucket/prefix".',
  });
}
