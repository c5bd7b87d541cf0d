// Publications as plain texts, a file each, for engines that cannot look into JSON.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AtomId, instancesText, literalText, type Publications, publicationFiles } from "../contract/index.js";

/** Writes what there is to say into a folder, which is made. */
export function writePublications({ booleans, lists, count }: Publications, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const literals = Object.entries(booleans ?? {}).flatMap(([atom, value]) =>
    (value === "some" ? [true, false] : [value]).map((is) => literalText(atom as AtomId, is)),
  );
  const unknown = Object.entries(lists ?? {}).map(([atom, list]) =>
    instancesText(
      atom as AtomId,
      list.flatMap((known, instance) => (known ? [] : [instance])),
    ),
  );
  const said = [...literals, ...unknown];
  if (said.length > 0) writeFileSync(join(folder, publicationFiles.holds), said.join(""));
  if (count === undefined) return;
  const items = Array.from({ length: count }, (_, position) => position);
  writeFileSync(join(folder, publicationFiles.items), JSON.stringify(items));
}
