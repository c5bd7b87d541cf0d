// The machine as finders see it: its files below a root, and its environment.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AcceleratorDevice } from "../contract/index.js";

export interface Machine {
  /** "/"; a folder where a machine is looked at that was written down. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The devices of one kind, and where they were looked for, with what was seen there. */
export interface Found {
  readonly devices: readonly AcceleratorDevice[];
  readonly looked: readonly string[];
}

/** The names in a folder, numbers by size; none where it cannot be read. */
export function namesIn({ root }: Machine, folder: string): readonly string[] {
  try {
    return readdirSync(join(root, folder)).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  } catch {
    return [];
  }
}

/** A file's text without the space around it; undefined where it cannot be read, or is empty. */
export function textOf({ root }: Machine, file: string): string | undefined {
  try {
    return readFileSync(join(root, file), "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}

export const isThere = ({ root }: Machine, path: string): boolean => existsSync(join(root, path));

/** The numbered nodes `<folder>/<prefix><number>`, in order. */
export function nodesOf(machine: Machine, folder: string, prefix: string): readonly number[] {
  return namesIn(machine, folder)
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
}
