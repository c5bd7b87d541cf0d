// Where zenc.yaml lies: in the working directory or above it, up to the root of the repository.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The places where zenc.yaml is looked for, the nearest first. */
export function stackFilePlaces(cwd: string): string[] {
  const places: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    places.push(join(folder, "zenc.yaml"));
    if (existsSync(join(folder, ".git")) || dirname(folder) === folder) return places;
  }
}

/** The nearest zenc.yaml, or null. */
export function findStackFile(cwd: string): string | null {
  return stackFilePlaces(cwd).find((file) => existsSync(file)) ?? null;
}
