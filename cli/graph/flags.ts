// The booleans that lowering makes of `return`, `break`, `continue` and `throw`, as conditions of what follows them.
import type { Block, Expression, IfNode, Join, TryNode, VariableId } from "../../runtime/contract/index.js";

const words = new Map([
  ["returned", "returned"],
  ["break", "left"],
  ["continue", "continued"],
]);

export interface Flags {
  /** Takes note of the joins of a node. */
  join(node: IfNode | TryNode): void;
  /**
   * Of a condition that only asks whether the author's code has gone another way before: in which ways. Empty where only a `throw`
   * would have: what follows it says so already. Null: any other condition.
   */
  waysOf(condition: Expression): readonly string[] | null;
}

/** @param nameOf the author's or lowering's name of a variable */
export function createFlags(nameOf: (variable: VariableId) => string | undefined): Flags {
  const thrown = new Set<VariableId>();
  const isThrown = (side: Expression, block: Block): boolean =>
    side.kind === "reference"
      ? thrown.has(side.variable)
      : side.kind === "literal" && side.value === true && block.some((node) => node.kind === "throw");
  const note = ({ out, then, otherwise }: Join, [first, second]: readonly [Block, Block]): void => {
    if (nameOf(out) === "thrown" && (isThrown(then, first) || isThrown(otherwise, second))) thrown.add(out);
  };
  const waysOf = (condition: Expression): readonly string[] | null => {
    if (condition.kind === "or") {
      const all = condition.any.map(waysOf);
      return all.some((ways) => ways === null) ? null : [...new Set(all.flatMap((ways) => ways ?? []))];
    }
    if (condition.kind !== "reference") return null;
    if (thrown.has(condition.variable)) return [];
    const word = words.get(nameOf(condition.variable) ?? "");
    return word === undefined ? null : [word];
  };
  return {
    join: (node) => {
      const blocks = node.kind === "if" ? ([node.then, node.otherwise] as const) : ([node.body, node.handler] as const);
      for (const join of node.joins) note(join, blocks);
    },
    waysOf,
  };
}
