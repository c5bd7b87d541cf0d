// Other pipelines that a pipeline calls: the names of their calls begin with theirs, `score-train`.
import type { Pipeline } from "../../compiler/ir/index.js";
import type { NodeId } from "../../runtime/contract/index.js";
import { allOf, type GraphCall, type GraphItem, withBlocks } from "./model.js";
import { type SameStatement, sameStatement } from "./spans.js";

/** The items with what stands in a called pipeline as an item of its own, where that is more than one call. */
export function groupPipelines(items: readonly GraphItem[], pipeline: Pipeline): readonly GraphItem[] {
  const calls = allOf(items).filter((item) => item.kind === "call");
  const prefixes = [...new Set(calls.map(prefixOf))].filter((prefix) => prefix !== "").sort((a, b) => a.length - b.length);
  if (prefixes.length === 0) return items;
  const counts = new Map<string, number>();
  const idOf = (prefix: string): NodeId => {
    const count = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, count);
    return `(${prefix}${count > 1 ? `_${count}` : ""})` as NodeId;
  };
  return groupIn(items, "", { prefixes, same: sameStatement(pipeline), idOf });
}

interface Grouping {
  /** The shortest first. */
  readonly prefixes: readonly string[];
  readonly same: SameStatement;
  readonly idOf: (prefix: string) => NodeId;
}

function groupIn(items: readonly GraphItem[], around: string, grouping: Grouping): readonly GraphItem[] {
  const { prefixes, same, idOf } = grouping;
  const groups: { readonly prefix: string | null; readonly members: GraphItem[] }[] = [];
  for (const item of items) {
    const prefix = outermost(item, around, prefixes);
    const last = groups.at(-1);
    const first = last?.members[0];
    // Where its first call comes again, the pipeline is called once more.
    if (last && first && last.prefix === prefix && (prefix === null || !same(first.id, item.id))) last.members.push(item);
    else groups.push({ prefix, members: [item] });
  }
  const inside = (of: readonly GraphItem[], prefix: string) =>
    of.map((item) => withBlocks(item, (inner) => groupIn(inner, prefix, grouping)));
  return groups.flatMap(({ prefix, members }): readonly GraphItem[] => {
    // Where no call stands by itself, the compounds may be the caller's: the pipeline is inside of them.
    const isOwn = members.some(({ kind }) => kind === "call") && allOf(members).length > 1;
    if (prefix === null || !isOwn) return inside(members, around);
    const id = idOf(prefix);
    const name = around === "" ? prefix : prefix.slice(around.length + 1);
    return [{ kind: "pipeline", id, name, body: groupIn(members, prefix, grouping) }];
  });
}

/** The outermost pipeline inside `around` that all calls of an item stand in. */
function outermost(item: GraphItem, around: string, prefixes: readonly string[]): string | null {
  const calls = allOf([item]).filter((inner) => inner.kind === "call");
  const isIn = (prefix: string, outer: string): boolean => prefix === outer || prefix.startsWith(`${outer}-`);
  const found = prefixes.find(
    (prefix) =>
      prefix !== around && (around === "" || isIn(prefix, around)) && calls.every((call) => isIn(prefixOf(call), prefix)),
  );
  return calls.length === 0 ? null : (found ?? null);
}

/** The names of the pipelines that a call stands in, joined as its id joins them. */
function prefixOf({ id, step }: GraphCall): string {
  const base = step.replace(/[^A-Za-z0-9_-]/g, "_");
  const plain = id.endsWith(`-${base}`) ? id : id.replace(/_\d+$/, "");
  return plain.endsWith(`-${base}`) ? plain.slice(0, -base.length - 1) : "";
}
