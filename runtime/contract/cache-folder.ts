// Where this machine keeps what can be made again: fetched code, compiled code.
import { homedir } from "node:os";
import { join } from "node:path";

/** `$ZENC_CACHE_DIR`, or `zenc` where the system keeps caches. */
export function cacheFolder(): string {
  const { ZENC_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (ZENC_CACHE_DIR) return ZENC_CACHE_DIR;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "zenc");
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "zenc");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "zenc");
}
