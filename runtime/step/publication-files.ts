// Publications as plain texts, a file each, for engines that cannot look into JSON.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AtomId, instancesText, literalText, type Publications, publicationFiles } from "../contract/index.js";

type PublicationTexts = { readonly [name in keyof typeof publicationFiles]?: string };

/** Writes what there is to say into a folder, which is made. */
export function writePublications(publications: Publications, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(publicationTexts(publications))) {
    writeFileSync(join(folder, publicationFiles[name as keyof typeof publicationFiles]), text);
  }
}

/** What the files say; none where there is nothing to say. */
export function publicationTexts({ booleans = {}, lists = {}, count, items }: Publications): PublicationTexts {
  const literals = Object.entries(booleans).flatMap(([atom, value]) =>
    (value === "some" ? [true, false] : [value]).map((is) => literalText(atom as AtomId, is)),
  );
  const unknown = Object.entries(lists).map(([atom, list]) => {
    const left = list.flatMap((known, instance) => (known ? [] : [instance]));
    return instancesText(atom as AtomId, left);
  });
  const instances = items ?? (count === undefined ? undefined : Array.from({ length: count }, (_, position) => position));
  const holds = [...literals, ...unknown].join("");
  return {
    ...(holds === "" ? {} : { holds }),
    ...(instances === undefined ? {} : { items: JSON.stringify(instances) }),
  };
}
