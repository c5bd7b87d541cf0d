// A `finally` put together again: lowering makes of it a `try` that catches all, what it holds, and a `throw` of what was caught,
// which stands where its `try` stands.
import type { StructureNode } from "../../runtime/contract/index.js";
import { callsIn, type GraphItem, type GraphTry, withBlocks } from "./model.js";
import { holds, type SameStatement } from "./spans.js";

interface Read {
  readonly node: StructureNode;
  readonly items: readonly GraphItem[];
}

/** The items of a block, with what stands between a `try` and its own `throw` as the `try`'s `finally`. */
export function foldFinally(read: readonly Read[], same: SameStatement): readonly GraphItem[] {
  const folded: GraphItem[] = [];
  for (let at = 0; at < read.length; at++) {
    const { node, items } = read[at] as Read;
    const [item] = items;
    const isEnd = (other: Read): boolean =>
      node.kind === "try" && holds([other.node], ({ kind, id }) => kind === "throw" && same(id, node.id));
    const end = item?.kind === "try" ? read.findIndex((other, index) => index > at && isEnd(other)) : -1;
    if (item?.kind !== "try" || end < 0) {
      folded.push(...items);
      continue;
    }
    const within = foldFinally(read.slice(at + 1, end), same);
    folded.push(withFinally(item, within, same));
    at = end - 1;
  }
  return folded;
}

function withFinally(outer: GraphTry, within: readonly GraphItem[], same: SameStatement): GraphTry {
  const [first, ...others] = outer.body;
  // `try … catch … finally` is a `try … finally` around a `try … catch` of the same statement.
  const own: GraphTry =
    first?.kind === "try" && others.length === 0 && same(first.id, outer.id) ? first : { ...outer, handler: null };
  const before = new Set<string>(callsIn([outer]));
  const unordered = (items: readonly GraphItem[]): readonly GraphItem[] =>
    items.map((item) =>
      item.kind === "call" ? { ...item, after: item.after.filter((id) => !before.has(id)) } : withBlocks(item, unordered),
    );
  return { ...own, finally: unordered(within) };
}
