// Compiled code that outlives its process: V8 takes what it made last time instead of reading and compiling the text again.
// Only the build's sleeping parts use it (the S3 client); what is kept is a matter of speed alone.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import { cacheFolder } from "../contract/index.js";

/**
 * The value of a script's text. `name` tells texts apart; the folder is the user's own, because V8 trusts what it reads there, or it lies
 * beside this file, where an image has it (`zenc-step --prepare`): who can write there can change this file too.
 * @param filename a URL of this file.
 */
export function compileKept(name: string, text: string, filename: string): unknown {
  const folder = join(cacheFolder(), "compiled");
  const file = `${name}-${process.arch}-${cachedDataVersionTag()}.bin`;
  const kept = join(folder, file);
  const besides = join(dirname(fileURLToPath(filename)), "compiled", file);
  const cachedData = attempt(() => readFileSync(kept)) ?? attempt(() => readFileSync(besides));
  const script = new Script(text, { filename, ...(cachedData ? { cachedData } : {}) });
  // At the end, because functions are compiled when they are first called.
  if (!cachedData || script.cachedDataRejected) process.once("exit", () => attempt(() => keep(script, folder, kept)));
  return script.runInThisContext();
}

function keep(script: Script, folder: string, kept: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(`${kept}.${process.pid}`, script.createCachedData(), { mode: 0o600 });
  renameSync(`${kept}.${process.pid}`, kept);
}

function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}
