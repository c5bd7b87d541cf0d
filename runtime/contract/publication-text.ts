// Publications as one line of JSON.
import type { AtomId, NodeId } from "./ids.js";
import type { Publications } from "./process.js";
import type { FanOut, Publication } from "./wiring.js";

/** Of a message; at six bytes for each character, as JSON has them at worst, they are less than what a pod may say at its end. */
const longestMessage = 600;

/**
 * The line. A list is a hexadecimal number with a bit for each instance, that of the first one last: so it stays short. Of a long
 * message the beginning stands here; the whole is in the log and in the record.
 */
export function publicationText({ lists, fatal, ...publications }: Publications): string {
  const bits = lists && Object.fromEntries(Object.entries(lists).map(([atom, list]) => [atom, bitsText(list)]));
  const message = fatal !== undefined && fatal.length > longestMessage ? `${fatal.slice(0, longestMessage - 1)}…` : fatal;
  return JSON.stringify({
    ...publications,
    ...(bits ? { lists: bits } : {}),
    ...(message === undefined ? {} : { fatal: message }),
  });
}

function bitsText(list: readonly boolean[]): string {
  let digits = "";
  for (let at = 0; at < list.length; at += 4) {
    const four = list.slice(at, at + 4).reduce((sum, one, bit) => sum + (one ? 1 << bit : 0), 0);
    digits = four.toString(16) + digits;
  }
  return digits || "0";
}

/** The most bytes that a task's line may have, whatever it comes to. */
export function longestPublications(publishes: readonly Publication[], fanOuts: readonly FanOut[]): number {
  const booleans: Record<AtomId, "some"> = {};
  const lists: Record<AtomId, readonly boolean[]> = {};
  let more = 0;
  const most = (id: NodeId): number => fanOuts.find((fanOut) => fanOut.id === id)?.maxInstances ?? 0;
  for (const publication of publishes) {
    if (publication.kind === "count") more += `,"count":${most(publication.fanOut)}`.length;
    else if (publication.kind === "known" && publication.each !== undefined) {
      lists[publication.atom] = [];
      more += Math.ceil(most(publication.each) / 4);
    } else booleans[publication.atom] = "some";
  }
  return new TextEncoder().encode(publicationText({ booleans, lists })).length + more;
}
