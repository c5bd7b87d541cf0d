// Runs the built `zenc` in a project of its own, as a user does: no terminal, a folder below the system's temporary one.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const bin = fileURLToPath(new URL("../../dist/cli/zenc.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Project {
  readonly folder: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Runs `zenc` to its end. `onStarted` gets the process, to send it signals. */
  zenc(words: readonly string[], onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void): Promise<Ended>;
  remove(): Promise<void>;
}

export async function createProject(files: Readonly<Record<string, string>>): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "zenc-cli-"));
  const project: Project = {
    folder,
    async write(all) {
      for (const [path, text] of Object.entries(all)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
    },
    zenc: (words, onOutput) =>
      new Promise((resolve, reject) => {
        const { FORCE_COLOR: _, CI: __, ...env } = process.env;
        const child = spawn(process.execPath, [bin, ...words], {
          cwd: folder,
          env: { ...env, ZENC_CACHE_DIR: join(folder, ".cache"), TZ: "UTC" },
          stdio: ["ignore", "pipe", "pipe"],
        });
        let stdout = "";
        let stderr = "";
        const kill = (signal: NodeJS.Signals): void => void child.kill(signal);
        child.stdout.on("data", (chunk) => {
          stdout += chunk;
          onOutput?.(stdout + stderr, kill);
        });
        child.stderr.on("data", (chunk) => {
          stderr += chunk;
          onOutput?.(stdout + stderr, kill);
        });
        child.on("error", reject);
        child.on("close", (code) => resolve({ code, stdout, stderr }));
      }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  await project.write(files);
  return project;
}

/** Times, ids, digests and paths replaced by words, so that output can be compared. */
export function masked(text: string): string {
  return text
    .replace(/\d{8}-\d{6}-[a-z0-9]{4}/g, "RUN")
    .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+Z)?/g, "TIME")
    .replace(/(≤ )?\b\d+(\.\d+)? (ms|s|min)\b( \d\d s)?/g, "TOOK")
    .replace(/\b[0-9a-f]{64}\b/g, "DIGEST")
    .replace(/ +$/gm, "")
    .replace(/ {2,}/g, "  ");
}
