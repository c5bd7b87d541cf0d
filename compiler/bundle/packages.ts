// Packages that cannot be bundled: native addons, and what reads files of its own. They are loaded where the step runs, and count by their version.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface NativePackage {
  readonly name: string;
  readonly version: string;
}

/** They look for files beside their own modules, where a bundle has none. */
const withFiles: ReadonlySet<string> = new Set(["@tensorflow/tfjs-backend-wasm"]);

/** A package, as modules in the folder `from` see it, if it holds a native addon or files of its own; null for others. */
export function nativePackage(name: string, from: string): NativePackage | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, "node_modules", name, "package.json");
    if (existsSync(manifest)) {
      const parsed = readManifest(manifest);
      return withFiles.has(name) || isNative(parsed) ? { name, version: String(parsed.version ?? "") } : null;
    }
    if (folder === dirname(folder)) return null;
  }
}

const loaders = ["bindings", "node-gyp-build", "node-pre-gyp", "@mapbox/node-pre-gyp", "prebuild-install", "node-addon-api"];

function isNative(manifest: Record<string, unknown>): boolean {
  const scripts = (manifest.scripts ?? {}) as Record<string, unknown>;
  const dependencies = (manifest.dependencies ?? {}) as Record<string, unknown>;
  return (
    manifest.gypfile === true ||
    (typeof manifest.binary === "object" && manifest.binary !== null) ||
    loaders.some((name) => Object.hasOwn(dependencies, name)) ||
    /node-gyp|prebuild|node-pre-gyp/.test(String(scripts.install ?? ""))
  );
}

function readManifest(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** `@scope/name` or `name` of an import that names a package; null for relative, absolute and `node:` imports. */
export function packageNameOf(specifier: string): string | null {
  if (/^(\.|\/|node:|data:|file:|#)/.test(specifier)) return null;
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? null);
}
