// Modules of a plan: fetched from the store by digest into a content-addressed folder of this machine, and imported from there.
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cacheFolder, type Digest, digestOf, keys, type MaterializerModule, type Store } from "../contract/index.js";
import type { OwnSource } from "../values/index.js";
import { fatal } from "./failure.js";
import { checkDigest } from "./session.js";

/**
 * Imports a module by its digest. Fatal where the store lacks it or holds something else; what the module throws passes.
 * @param libraries digests of the modules that it imports from beside it: all lie in one folder.
 */
export async function importCode(
  store: Store,
  digest: Digest,
  libraries: readonly Digest[] = [],
): Promise<Readonly<Record<string, unknown>>> {
  const digests = [...libraries, digest];
  const modules = await Promise.all(digests.map((one) => fetchCode(store, one)));
  // Where home cannot be written to, as in many containers, the temporary folder will do.
  const folder = await place(codeFolder(), modules).catch(() => place(join(tmpdir(), "zenc-code"), modules));
  try {
    return await importFrom(folder, digest);
  } catch (error) {
    // A package that is not bundled is found from the project only, so the modules move there.
    const packages = join(process.cwd(), "node_modules");
    if ((error as { code?: unknown })?.code !== "ERR_MODULE_NOT_FOUND" || !existsSync(packages)) throw error;
    return importFrom(await move(join(packages, ".cache", "zenc"), modules, folder), digest);
  }
}

/** Loads the author's materializers out of modules of their own. */
export const ownFrom =
  (store: Store): OwnSource =>
  async ({ code }) =>
    ((await importCode(store, code)) as unknown as MaterializerModule).default;

interface FetchedModule {
  readonly digest: Digest;
  readonly bytes: Uint8Array;
  /** It lies in this folder as it should. */
  readonly folder?: string;
}

async function fetchCode(store: Store, digest: Digest): Promise<FetchedModule> {
  const folder = codeFolder();
  const known = readKnown(join(folder, `${digest}.mjs`));
  if (known && digestOf(known) === digest) return { digest, bytes: known, folder };
  const bytes = await store.get(keys.code(digest));
  if (!bytes) throw fatal(`The store ${store.url} has no code ${digest}. Push it: zenc compile --push.`);
  checkDigest(bytes, digest, `Code ${digest} in the store ${store.url}`);
  return { digest, bytes };
}

function readKnown(path: string): Uint8Array | null {
  try {
    return existsSync(path) ? readFileSync(path) : null;
  } catch {
    return null;
  }
}

/** Sees to it that all modules lie in the folder. */
async function place(folder: string, modules: readonly FetchedModule[]): Promise<string> {
  const lacking = modules.filter((module) => module.folder !== folder);
  await Promise.all(lacking.map(({ digest, bytes }) => writeOnce(folder, digest, bytes)));
  return folder;
}

/** Sees to it that the last module lies in a folder; its libraries stay where they are, or a process would hold two instances. */
async function move(folder: string, modules: readonly FetchedModule[], from: string): Promise<string> {
  const libraries = modules.slice(0, -1);
  if (libraries.length === 0) return place(folder, modules);
  const own = join(folder, digestOf(from).slice(0, 16));
  await Promise.all(
    libraries.map(({ digest }) => {
      const url = JSON.stringify(pathToFileURL(join(from, `${digest}.mjs`)).href);
      return writeOnce(own, digest, Buffer.from(`export * from ${url};\n`));
    }),
  );
  return place(own, modules.slice(-1));
}

function importFrom(folder: string, digest: Digest): Promise<Readonly<Record<string, unknown>>> {
  return import(pathToFileURL(join(folder, `${digest}.mjs`)).href);
}

async function writeOnce(folder: string, digest: Digest, bytes: Uint8Array): Promise<void> {
  const path = join(folder, `${digest}.mjs`);
  const part = join(folder, `.${digest}.${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  await writeFile(part, bytes);
  await rename(part, path);
}

const codeFolder = (): string => join(cacheFolder(), "code");
