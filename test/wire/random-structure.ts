// Random structures with everything that lowering makes: calls, lets, branches with joins, fan-outs, order, glue that throws.
import type { Block, Expression, IndexPath, NodeId, StructureNode } from "../../runtime/contract/index.js";
import type { World } from "./oracle.js";
import { and, bind, call, glue, inOrder, literal, map, not, or, parameters, ref, select, when } from "./structures.js";

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

export function randomStructure(random: Random, size: number, mapDepth: number): { structure: Block; result: Expression } {
  let next = 0;
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const chance = (probability: number): boolean => random() < probability;
  const anyRef = (sight: Sight): Expression => ref(pick(sight.variables));

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

  const block = (outer: Sight, budget: number, depth: number, maps: number): { nodes: Block; sight: Sight } => {
    const nodes: StructureNode[] = [];
    let sight = outer;
    const see = (variables: readonly string[], node: string, calls: readonly string[] = []): void => {
      sight = {
        variables: [...sight.variables, ...variables],
        calls: [...sight.calls, ...calls],
        nodes: [...sight.nodes, node],
      };
    };
    const ordered = (node: StructureNode): StructureNode =>
      sight.nodes.length > 0 && chance(0.25) ? inOrder(node, pick(sight.nodes)) : node;
    for (let made = 0; made < budget; made++) {
      const kind = random();
      const id = ++next;
      if (kind < 0.5 || depth > 3) {
        const uses = Array.from({ length: Math.floor(random() * 3) }, () => anyRef(sight));
        nodes.push(ordered(call(`c${id}`, ...uses)));
        see([`c${id}`], `c${id}`, [`c${id}`]);
      } else if (kind < 0.65) {
        nodes.push(bind(`l${id}`, chance(0.2) ? anyRef(sight) : condition(sight)));
        see([`l${id}`], `let_l${id}`);
      } else if (kind < 0.85 || maps === 0) {
        const asked = condition(sight);
        const yes = block(sight, Math.ceil(random() * 3), depth + 1, maps);
        const no = chance(0.5) ? block(sight, Math.ceil(random() * 2), depth + 1, maps) : { nodes: [], sight };
        const side = (from: Sight): Expression => (chance(0.2) ? condition(from) : anyRef(from));
        const joins = chance(0.6) ? ([[`j${id}`, side(yes.sight), side(no.sight)]] as const) : [];
        nodes.push(ordered(when(`if${id}`, asked, yes.nodes, no.nodes, joins)));
        see(
          joins.map(([out]) => out),
          `if${id}`,
        );
      } else {
        const over =
          sight.calls.length > 0 && chance(0.6)
            ? select(ref(pick(sight.calls)), "list")
            : anyGlue(`list${id}`, [pick(sight.variables)], chance(0.2));
        const inner: Sight = { ...sight, variables: [...sight.variables, `m${id}_item`] };
        const body = block(inner, Math.ceil(random() * 3), depth + 1, maps - 1);
        nodes.push(ordered(map(`m${id}`, over, body.nodes, ref(pick(body.sight.variables)))));
        see([`m${id}`], `m${id}`);
      }
    }
    return { nodes, sight };
  };
  const { nodes, sight } = block({ variables: [parameters], calls: [], nodes: [] }, size, 0, mapDepth);
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
    glue: (id, values) => {
      if (throwing.test(id) && number("throws", id, values) < failureRate) throw new Error(`${id} threw`);
      return id.startsWith("list") ? list(number(id, values)) : number(id, values) < 0.5;
    },
  };
}
/** Glue that says `throws: false` must not throw; the name tells. */
const throwing = /_throws$/;
