// Random structures with everything that lowering makes: calls, lets, branches with joins, fan-outs, loops, tries, throws, order.
import type { Block, Expression, IndexPath, NodeId, Snapshot, StructureNode, VariableId } from "../../runtime/contract/index.js";
import type { World } from "./oracle.js";
import {
  and,
  attempt,
  bind,
  call,
  glue,
  inOrder,
  literal,
  loop,
  map,
  not,
  or,
  parameters,
  raise,
  ref,
  select,
  when,
} from "./structures.js";

export type Random = () => number;

/** mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Sight {
  readonly variables: readonly string[];
  /** Variables that hold what a step returned, and may be asked for a list. */
  readonly calls: readonly string[];
  readonly nodes: readonly string[];
}

/** How deep compounds of a kind may stand in one another. */
export interface Depths {
  readonly maps: number;
  readonly tries: number;
  readonly loops: number;
}

export function randomStructure(random: Random, size: number, depths: Depths): { structure: Block; result: Expression } {
  let next = 0;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const chance = (probability: number): boolean => random() < probability;
  const anyRef = (sight: Sight): Expression => ref(pick(sight.variables));
  /** What could be seen where each node began, in order. */
  const begun: { readonly node: string; readonly sight: Sight }[] = [];

  const anyGlue = (id: string, uses: readonly string[], throws: boolean): Expression =>
    glue(throws ? `${id}_throws` : id, uses, throws);
  const condition = (sight: Sight, depth = 0): Expression => {
    const kind = random();
    if (depth < 2 && kind < 0.15) return not(condition(sight, depth + 1));
    if (depth < 2 && kind < 0.3) return and(condition(sight, depth + 1), condition(sight, depth + 1));
    if (depth < 2 && kind < 0.45) return or(condition(sight, depth + 1), condition(sight, depth + 1));
    if (kind < 0.6) return anyGlue(`g${++next}`, [pick(sight.variables), pick(sight.variables)], chance(0.3));
    if (kind < 0.65) return literal(chance(0.5));
    return chance(0.5) ? anyRef(sight) : select(anyRef(sight), "yes");
  };
  const side = (from: Sight): Expression => (chance(0.2) ? condition(from) : chance(0.25) ? literal(chance(0.5)) : anyRef(from));

  const block = (outer: Sight, budget: number, depth: number, left: Depths): { nodes: Block; sight: Sight } => {
    const nodes: StructureNode[] = [];
    let sight = outer;
    const add = (node: StructureNode, variables: readonly string[], calls: readonly string[] = []): void => {
      const ordered = sight.nodes.length > 0 && chance(0.25) ? inOrder(node, pick(sight.nodes)) : node;
      nodes.push(node.kind === "let" ? node : ordered);
      sight = {
        variables: [...sight.variables, ...variables],
        calls: [...sight.calls, ...calls],
        nodes: [...sight.nodes, node.id],
      };
    };
    const few = (most: number, from: Sight, less: Depths) => block(from, Math.ceil(random() * most), depth + 1, less);
    const addBranch = (id: number): void => {
      const asked = condition(sight);
      const yes = few(3, sight, left);
      const no = chance(0.5) ? few(2, sight, left) : { nodes: [], sight };
      const joins = chance(0.6) ? ([[`j${id}`, side(yes.sight), side(no.sight)]] as const) : [];
      add(
        when(`if${id}`, asked, yes.nodes, no.nodes, joins),
        joins.map(([out]) => out),
      );
    };
    const addMap = (id: number): void => {
      const over =
        sight.calls.length > 0 && chance(0.6)
          ? select(ref(pick(sight.calls)), "list")
          : anyGlue(`list${id}`, [pick(sight.variables)], chance(0.2));
      const inner: Sight = { ...sight, variables: [...sight.variables, `m${id}_item`] };
      const body = few(3, inner, { ...left, maps: left.maps - 1 });
      add(map(`m${id}`, over, body.nodes, ref(pick(body.sight.variables))), [`m${id}`]);
    };
    const addLoop = (id: number): void => {
      const heads = [`o${id}_head`, `p${id}_head`];
      const body = few(3, { ...sight, variables: [...sight.variables, ...heads] }, { ...left, loops: left.loops - 1 });
      const carried = [
        [`o${id}`, literal(0), glue(`next${id}`, [heads[0] as string])],
        [`p${id}`, anyRef(sight), chance(0.2) ? condition(body.sight) : anyRef(body.sight)],
      ] as const;
      const again = anyGlue(`again${id}`, [heads[0] as string, pick(body.sight.variables)], chance(0.2));
      add(loop(`w${id}`, carried, body.nodes, again), [`o${id}`, `p${id}`]);
    };
    const addTry = (id: number): void => {
      const first = begun.length;
      const less = { ...left, tries: left.tries - 1 };
      const body = few(3, sight, less);
      const inBody = begun.slice(first);
      const snapshots: readonly Snapshot[] = chance(0.6)
        ? [
            {
              out: `s${id}` as VariableId,
              before: anyRef(sight),
              at: inBody
                .filter(() => chance(0.7))
                .map(({ node, sight: seen }) => ({ node: node as NodeId, value: anyRef(seen) })),
            },
          ]
        : [];
      const caught = [`t${id}_error`, ...snapshots.map(({ out }) => out)];
      const seen: Sight = { ...sight, variables: [...sight.variables, ...caught, ...caught] };
      const handler = chance(0.8) ? few(2, seen, less) : { nodes: [], sight: seen };
      const joins = chance(0.7) ? ([[`j${id}`, side(body.sight), side(handler.sight)]] as const) : [];
      add(attempt(`t${id}`, body.nodes, handler.nodes, { joins, snapshots }), [`t${id}_caught`, ...joins.map(([out]) => out)]);
    };
    for (let made = 0; made < budget; made++) {
      const kind = random();
      const id = ++next;
      const seen = sight;
      if (kind < 0.45 || depth > 3) {
        const uses = Array.from({ length: Math.floor(random() * 3) }, () => anyRef(sight));
        add(call(`c${id}`, ...uses), [`c${id}`], [`c${id}`]);
      } else if (kind < 0.58) add(bind(`l${id}`, chance(0.2) ? anyRef(sight) : condition(sight)), [`l${id}`]);
      else if (kind < 0.61 && depth > 0 && left.tries + left.loops > 0) add(raise(`x${id}`, side(sight)), []);
      else if (kind < 0.72 && left.tries > 0) addTry(id);
      else if (kind < 0.79 && left.loops > 0) addLoop(id);
      else if (kind < 0.9 && left.maps > 0) addMap(id);
      else addBranch(id);
      begun.push({ node: nodes.at(-1)?.id as string, sight: seen });
    }
    return { nodes, sight };
  };
  const { nodes, sight } = block({ variables: [parameters], calls: [], nodes: [] }, size, 0, depths);
  const result = chance(0.3) ? condition(sight) : anyRef(sight);
  return { structure: nodes, result };
}

/** Outputs, failures and glue that follow from a seed alone. */
export function randomWorld(seed: number, failureRate: number): World {
  const number = (...parts: readonly unknown[]): number => {
    let hash = seed | 0;
    for (const char of JSON.stringify(parts)) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
    return randomFrom(hash)();
  };
  const list = (of: number): readonly number[] => Array.from({ length: Math.floor(of * 4) }, (_, index) => index);
  return {
    parameters: { yes: seed % 2 === 0 },
    output: (id: NodeId, path: IndexPath) => ({ yes: number(id, path) < 0.5, list: list(number("list", id, path)) }),
    fails: (id, path) => number("fails", id, path) < failureRate,
    known: (id, path) => number("known", id, path) < 0.5,
    glue: (id, values) => {
      if (throwing.test(id) && number("throws", id, values) < failureRate) throw new Error(`${id} threw`);
      if (id.startsWith("list")) return list(number(id, values));
      if (id.startsWith("next")) return Number(values[0]) + 1;
      if (id.startsWith("again")) return Number(values[0]) < 2 && number(id, values) < 0.7;
      return number(id, values) < 0.5;
    },
  };
}
/** Glue that says `throws: false` must not throw; the name tells. */
const throwing = /_throws$/;
