// Modules of a plan: fetched from the store by digest into a content-addressed folder of this machine, and imported from there.
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Digest, digestOf, keys, type Store } from "../contract/index.js";
import { fatal } from "./failure.js";
import { checkDigest } from "./session.js";

/** Imports a module by its digest. Fatal where the store lacks it or holds something else; what the module throws passes. */
export async function importCode(store: Store, digest: Digest): Promise<Readonly<Record<string, unknown>>> {
  const { path, bytes } = await fetchCode(store, digest);
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    // A package that is not bundled is found from the project only, so the module moves there.
    const modules = join(process.cwd(), "node_modules");
    if ((error as { code?: unknown })?.code !== "ERR_MODULE_NOT_FOUND" || !existsSync(modules)) throw error;
    return import(pathToFileURL(await writeOnce(join(modules, ".cache", "zenc"), digest, bytes)).href);
  }
}

async function fetchCode(store: Store, digest: Digest): Promise<{ path: string; bytes: Uint8Array }> {
  const folder = codeFolder();
  const path = join(folder, `${digest}.mjs`);
  const known = await readFile(path).catch(() => null);
  if (known && digestOf(known) === digest) return { path, bytes: known };
  const bytes = await store.get(keys.code(digest));
  if (!bytes) throw fatal(`The store ${store.url} has no code ${digest}. Push it: zenc compile --push.`);
  checkDigest(bytes, digest, `Code ${digest} in the store ${store.url}`);
  // Where home cannot be written to, as in many containers, the temporary folder will do.
  return {
    path: await writeOnce(folder, digest, bytes).catch(() => writeOnce(join(tmpdir(), "zenc-code"), digest, bytes)),
    bytes,
  };
}

async function writeOnce(folder: string, digest: Digest, bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${digest}.mjs`);
  const part = join(folder, `.${digest}.${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  await writeFile(part, bytes);
  await rename(part, path);
  return path;
}

/** `$ZENC_CACHE_DIR/code`, or `zenc/code` where the system keeps caches. */
function codeFolder(): string {
  const { ZENC_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (ZENC_CACHE_DIR) return join(ZENC_CACHE_DIR, "code");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "zenc", "code");
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "zenc", "code");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "zenc", "code");
}
