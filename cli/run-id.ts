// Names of runs: time-sortable, short, typed without quoting.
import { randomInt } from "node:crypto";

// Without letters and digits that are taken for one another.
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";

/** A new run's id, as `20261123-204501-k3f9`: UTC date and time, and four random characters. */
export function newRunId(now: Date): string {
  const [date, time] = now.toISOString().split(/[T.]/) as [string, string];
  const random = Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return `${date.replaceAll("-", "")}-${time.replaceAll(":", "")}-${random}`;
}
