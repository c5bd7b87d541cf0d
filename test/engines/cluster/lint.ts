// Argo's own linter, offline and strict.
import { execFile } from "node:child_process";
import type { ClusterFiles } from "./install.js";

export interface Lint {
  readonly passed: boolean;
  /** In the linter's words. */
  readonly said: string;
}

export const lintWith =
  (files: ClusterFiles) =>
  (...paths: readonly string[]): Promise<Lint> =>
    new Promise((resolve, reject) => {
      execFile(files.program("argolint"), paths, { maxBuffer: 1 << 26 }, (error, output, errors) => {
        if (error && error.code !== 1) reject(new Error(`argolint ${paths.join(" ")}: ${error.code}\n${output}${errors}`));
        else resolve({ passed: error === null, said: output + errors });
      });
    });
