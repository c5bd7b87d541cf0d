// Where zenc's own declarations are, so that `import … from "zenc"` means this compiler's authoring functions in every project.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** zenc's own package: its folder, and where its declarations lie in it. */
export interface OwnPackage {
  readonly root: string;
  /** The folder that holds `authoring/index`: the sources in a checkout, the declarations in a package. */
  readonly runtime: string;
  readonly extension: ".ts" | ".d.ts";
}

/** Finds zenc's package from this file's own place. */
export function findOwnPackage(): OwnPackage {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    if (nameOf(join(folder, "package.json")) === "zenc") {
      const sources = join(folder, "runtime");
      return existsSync(join(sources, "authoring", "index.ts"))
        ? { root: folder, runtime: sources, extension: ".ts" }
        : { root: folder, runtime: join(folder, "dist", "types", "runtime"), extension: ".d.ts" };
    }
    if (dirname(folder) === folder) throw new Error(`zenc's package.json is not above ${here}.`);
  }
}

/** The declarations of `zenc` or `zenc/…`; undefined for other names and for what the package does not have. */
export function resolveOwn(own: OwnPackage, name: string): string | undefined {
  if (name !== "zenc" && !name.startsWith("zenc/")) return undefined;
  const folder = name === "zenc" ? "authoring" : name.slice("zenc/".length);
  const file = join(own.runtime, folder, `index${own.extension}`);
  return existsSync(file) ? file.split(sep).join("/") : undefined;
}

/** Whether a file is one of zenc's own, which the author has not written. */
export function isOwnFile(own: OwnPackage, file: string): boolean {
  return file.startsWith(`${own.runtime.split(sep).join("/")}/`);
}

function nameOf(manifest: string): unknown {
  try {
    return (JSON.parse(readFileSync(manifest, "utf8")) as { name?: unknown }).name;
  } catch {
    return undefined;
  }
}
