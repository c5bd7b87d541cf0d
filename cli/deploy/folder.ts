// Files in a folder, as Airflow's DAGs folder: each is replaced in one step, for who reads it may come at any time.
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cliError, exit } from "../exit.js";
import type { FilePlace } from "./files.js";

export function folderPlace(folder: string, shown: string): FilePlace {
  const name = `the folder ${shown}`;
  const failed = (error: unknown): never => {
    throw cliError(`${name[0]?.toUpperCase()}${name.slice(1)} cannot be used: ${(error as Error).message}.`, {
      exitCode: exit.engine,
    });
  };
  return {
    name,
    list: async (path) => {
      const entries = await readdir(join(folder, path), { withFileTypes: true }).catch((error) =>
        isMissing(error) ? [] : failed(error),
      );
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
        .sort();
    },
    read: (path) => readFile(join(folder, path), "utf8").catch((error) => (isMissing(error) ? null : failed(error))),
    write: async (files) => {
      try {
        for (const { path, text } of files) {
          const file = join(folder, path);
          if (text === null) {
            await rm(file, { force: true });
            continue;
          }
          await mkdir(dirname(file), { recursive: true });
          const fresh = join(dirname(file), `.${process.pid}.zenc-deploy`);
          await writeFile(fresh, text);
          await rename(fresh, file);
        }
      } catch (error) {
        failed(error);
      }
    },
    close: async () => {},
  };
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";
