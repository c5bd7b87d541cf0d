// Ids of jobs and of steps in them. GitHub does not tell upper from lower case: ids that differ in nothing else are two names here.
import { digestOf } from "../../runtime/contract/index.js";

/** GitHub takes 100 characters; what is derived from a name adds a few. */
const maxLength = 80;

/** Gives names that GitHub takes and that it gave to nobody else, as near to the given ones as can be. */
export function freshNames(): (id: string) => string {
  const taken = new Set<string>();
  return (id) => {
    const plain = id.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+/, "");
    const word = /^[A-Za-z]/.test(plain) ? plain : `task_${plain}`;
    const base = word.length <= maxLength ? word : `${word.slice(0, maxLength - 9)}_${digestOf(id).slice(0, 8)}`;
    let free = base;
    for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${base}_${number}`;
    taken.add(free.toLowerCase());
    return free;
  };
}

/** The workflow's file. Two pipelines whose files differ in case alone would be one on some machines, and are refused as two of a name. */
export const fileName = (pipeline: string): string => `.github/workflows/${pipeline}.yml`;
