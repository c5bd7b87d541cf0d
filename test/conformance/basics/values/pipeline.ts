// What JSON lacks, bytes and files go through an engine unchanged.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalPath, pipeline, step, toLocalPath } from "zenc";

interface Odd {
  when: Date;
  big: bigint;
  many: Map<string, Set<number>>;
  missing: undefined;
  none: number;
}
export const make = step(
  (text: string): Odd => ({
    when: new Date(1e12),
    big: 12345678901234567890n,
    many: new Map([[text, new Set([1, 2, Number.POSITIVE_INFINITY])]]),
    missing: undefined,
    none: Number.NaN,
  }),
);
export const bytes = step(
  (odd: Odd): Uint8Array => new TextEncoder().encode(`${odd.big} ${odd.when.toISOString()} ${[...odd.many.keys()]}`),
);
export const file = step((content: Uint8Array): LocalPath => {
  const path = join(mkdtempSync(join(tmpdir(), "zenc-shape-")), "content.bin");
  writeFileSync(path, content);
  return toLocalPath(path);
});
export const size = step((path: LocalPath, odd: Odd): { size: number; nan: boolean; text: string } => ({
  size: readFileSync(path).length,
  nan: Number.isNaN(odd.none) && odd.missing === undefined,
  text: readFileSync(path, "utf8"),
}));

export const values = pipeline("values", async ({ text }: { text: string }) => {
  const odd = await make(text);
  const path = await file(await bytes(odd));
  return await size(path, odd);
});
