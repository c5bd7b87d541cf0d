// do … while: the body once at least.
import { pipeline, step } from "zenc";

export const fetchPage = step((cursor: number): { items: string[]; next: number | null } => ({
  items: [`item ${cursor}`, `item ${cursor}b`],
  next: cursor < 2 ? cursor + 1 : null,
}));
export const store = step((items: string[]): number => items.length);

export const doWhile = pipeline("do-while", async ({ from = 0 }: { from?: number }) => {
  let cursor: number | null = from;
  let items: string[] = [];
  do {
    const page: { items: string[]; next: number | null } = await fetchPage(cursor);
    items = [...items, ...page.items];
    cursor = page.next;
  } while (cursor !== null);
  return { items, stored: await store(items) };
});
