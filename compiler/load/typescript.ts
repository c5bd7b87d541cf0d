// What the build puts in the place of "ts-morph" and "@ts-morph/common": the same TypeScript, loaded in half the time. An `import`
// of CommonJS reads 10 MB twice, and V8 compiles them at each start; `require` reads once, and what V8 made of it is kept on disk.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname, join } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import { cacheFolder } from "../../runtime/contract/cache-folder.js";

const require = createRequire(import.meta.url);
const common = require.resolve("@ts-morph/common");
const requireBeside = createRequire(common);
const file = requireBeside.resolve("./typescript");

// There is one TypeScript: whoever requires it from here on gets this one.
const loaded = new Module(file);
loaded.filename = file;
require.cache[file] ??= Object.assign(loaded, { exports: loadCompiled(file), loaded: true });

export const { ts, getLibFiles } = require(common) as Pick<typeof import("@ts-morph/common"), "ts" | "getLibFiles">;

/** The exports of a CommonJS module. Without a folder to keep it in, compiled code is made anew. */
function loadCompiled(path: string): object {
  const kept = keptPath(path);
  const cachedData = kept === null ? undefined : attempt(() => readFileSync(kept));
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(path, "utf8")}\n})`;
  const script = new Script(source, { filename: path, ...(cachedData ? { cachedData } : {}) });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, requireBeside, module, path, dirname(path));
  // At the end, because functions are compiled when they are first called.
  if (kept !== null && (!cachedData || script.cachedDataRejected)) process.once("exit", () => attempt(() => keep(script, kept)));
  return module.exports;
}

/** Of this file, as it is now, and this V8. Never in a folder that others may write to: V8 trusts what it reads. */
function keptPath(path: string): string | null {
  const { size, mtimeMs } = statSync(path);
  const folder = join(cacheFolder(), "compiled");
  const name = `typescript-${size}-${Math.floor(mtimeMs)}-${process.arch}-${cachedDataVersionTag()}.bin`;
  return attempt(() => mkdirSync(folder, { recursive: true, mode: 0o700 })) === null ? null : join(folder, name);
}

function keep(script: Script, kept: string): void {
  writeFileSync(`${kept}.${process.pid}`, script.createCachedData(), { mode: 0o600 });
  renameSync(`${kept}.${process.pid}`, kept);
}

/** Null where it throws: what is kept is a matter of speed only. */
function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}
