// Where values of a structure come from: the step calls and parameters behind each variable.
import { type Block, type Expression, type NodeId, usesOf, type VariableId } from "../contract/index.js";

export interface Origins {
  /** Calls, in the order in which the expression names them, without repeats. */
  readonly nodes: readonly NodeId[];
  /** Names of parameters; `*` where the whole object is used. */
  readonly parameters: readonly string[];
}

/** Says where the value of an expression comes from: through lets, joins (both sides and the condition), gathers. */
export function originsIn(structure: Block, parameters: VariableId): (expression: Expression) => Origins {
  const known = new Map<VariableId, Origins>([[parameters, { nodes: [], parameters: ["*"] }]]);
  const none: Origins = { nodes: [], parameters: [] };
  const of = (expression: Expression): Origins => {
    if (expression.kind === "select" && expression.from.kind === "reference" && expression.from.variable === parameters) {
      return { nodes: [], parameters: [String(expression.key)] };
    }
    switch (expression.kind) {
      case "select":
        return of(expression.from);
      case "list":
        return union(expression.items.map((item) => of(item.kind === "spread" ? item.of : item)));
      case "object":
        return union(expression.entries.map((entry) => of(entry.value)));
      case "not":
        return of(expression.of);
      case "and":
        return union(expression.all.map(of));
      case "or":
        return union(expression.any.map(of));
      default:
        return union(usesOf(expression).map((variable) => known.get(variable) ?? none));
    }
  };
  const visit = (block: Block): void => {
    for (const node of block) {
      switch (node.kind) {
        case "let":
          known.set(node.out, of(node.value));
          break;
        case "call":
          known.set(node.out, { nodes: [node.id], parameters: [] });
          break;
        case "if":
          visit(node.then);
          visit(node.otherwise);
          for (const join of node.joins) known.set(join.out, union([of(node.condition), of(join.then), of(join.otherwise)]));
          break;
        case "map":
          known.set(node.item, of(node.over));
          known.set(node.index, none);
          visit(node.body);
          known.set(node.out, union([of(node.over), of(node.result)]));
          break;
        case "loop":
          for (const carried of node.carried) known.set(carried.head, of(carried.init));
          visit(node.body);
          for (const carried of node.carried) known.set(carried.out, union([of(carried.init), of(carried.next)]));
          break;
        case "try":
          visit(node.body);
          known.set(node.error, none);
          visit(node.handler);
          for (const join of node.joins) known.set(join.out, union([of(join.then), of(join.otherwise)]));
          break;
        case "throw":
          break;
      }
    }
  };
  visit(structure);
  return of;
}

function union(all: readonly Origins[]): Origins {
  return {
    nodes: [...new Set(all.flatMap((origins) => origins.nodes))],
    parameters: [...new Set(all.flatMap((origins) => origins.parameters))],
  };
}
