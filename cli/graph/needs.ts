// Who needs whom: the calls behind each variable, in this round and in the round before, and the order of effects.
import type { Carried, Expression, NodeId, VariableId } from "../../runtime/contract/index.js";
import { usesOf } from "../../runtime/contract/index.js";

export interface Needs {
  /** The calls whose values expressions use, in program order. */
  of(...expressions: readonly Expression[]): NodeId[];
  /** What uses `variable` uses what these expressions use, and `more`. */
  bind(variable: VariableId, expressions: readonly Expression[], more?: readonly NodeId[]): void;
  bindCall(variable: VariableId, call: NodeId): void;
  /** A loop begins: in its body the heads are what it begins with, or what the last round gave. */
  begin(carried: readonly Carried[]): void;
  /** It has been read: `inside` are the calls in it. */
  end(carried: readonly Carried[], inside: readonly NodeId[]): void;
  /** The calls whose values of the round before an expression uses; to be asked when all has been read. */
  carriedBy(expression: Expression): NodeId[];
}

interface Sources {
  readonly calls: readonly NodeId[];
  /** Values that are carried round loops. */
  readonly heads: readonly VariableId[];
}

export function createNeeds(): Needs {
  const sources = new Map<VariableId, Sources>();
  const next = new Map<VariableId, { readonly value: Expression; readonly inside: ReadonlySet<NodeId> }>();
  const behind = (expressions: readonly Expression[]): Sources => {
    const all = expressions.flatMap(usesOf).flatMap((variable) => sources.get(variable) ?? []);
    return { calls: [...new Set(all.flatMap(({ calls }) => calls))], heads: [...new Set(all.flatMap(({ heads }) => heads))] };
  };
  /** The calls of a loop that give what it carries in `heads`, directly or through other heads. */
  const givers = (heads: readonly VariableId[]): NodeId[] => {
    const [seen, found] = [new Set(heads), new Set<NodeId>()];
    for (const head of seen) {
      const carried = next.get(head);
      if (!carried) continue;
      const given = behind([carried.value]);
      for (const call of given.calls) if (carried.inside.has(call)) found.add(call);
      for (const other of given.heads) seen.add(other);
    }
    return [...found];
  };
  const bind = (variable: VariableId, expressions: readonly Expression[], more: readonly NodeId[] = []): void => {
    const { calls, heads } = behind(expressions);
    sources.set(variable, { calls: [...new Set([...more, ...calls])], heads });
  };
  return {
    of: (...expressions) => [...behind(expressions).calls],
    bind,
    bindCall: (variable, call) => void sources.set(variable, { calls: [call], heads: [] }),
    begin: (carried) => {
      const begun = carried.map(({ head, init }) => [head, behind([init])] as const);
      for (const [head, { calls, heads }] of begun) sources.set(head, { calls, heads: [head, ...heads] });
    },
    end: (carried, inside) => {
      const calls = new Set(inside);
      for (const { head, next: value } of carried) next.set(head, { value, inside: calls });
      const own = new Set(carried.map(({ head }) => head));
      for (const { out, next: expression } of carried) {
        const given = behind([expression]);
        const through = givers(given.heads.filter((head) => own.has(head)));
        const heads = given.heads.filter((head) => !own.has(head));
        sources.set(out, { calls: [...new Set([...given.calls, ...through])], heads });
      }
    },
    carriedBy: (expression) => givers(behind([expression]).heads),
  };
}

/** The order of effects, without what other needs imply. */
export interface EffectOrder {
  /** What an `after` that names `node` means. */
  stands(node: NodeId, calls: readonly NodeId[]): void;
  /** What `call` waits for besides `needs` and `around`, the needs of what it stands in. */
  afterOf(call: NodeId, needs: readonly NodeId[], around: readonly NodeId[], after: readonly NodeId[]): readonly NodeId[];
}

export function createEffectOrder(): EffectOrder {
  const inside = new Map<NodeId, readonly NodeId[]>();
  const ancestors = new Map<NodeId, ReadonlySet<NodeId>>();
  const above = (ids: readonly NodeId[]): Set<NodeId> => new Set(ids.flatMap((id) => [id, ...(ancestors.get(id) ?? [])]));
  return {
    stands: (node, calls) => void inside.set(node, calls),
    afterOf: (call, needs, around, after) => {
      const implied = above([...needs, ...around]);
      const order = [...new Set(after.flatMap((id) => inside.get(id) ?? []))].filter((id) => !implied.has(id));
      const covered = above(order.flatMap((id) => [...(ancestors.get(id) ?? [])]));
      ancestors.set(call, above([...needs, ...around, ...order]));
      return order.filter((id) => !covered.has(id));
    },
  };
}
