// How esbuild makes every module of a plan, steps and libraries alike: for Node, as ES modules, with nothing of this machine in the text.
import type { BuildOptions } from "esbuild";
import { placeNames } from "./output.js";

/** The settings that all builds share; paths in their output are relative to `cwd`. */
export function moduleSettings(cwd: string) {
  return {
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    absWorkingDir: cwd,
    outdir: cwd,
    outExtension: { ".js": ".mjs" },
    minifyWhitespace: true,
    legalComments: "none",
    charset: "utf8",
    define: placeNames,
    logLevel: "silent",
  } satisfies BuildOptions;
}
