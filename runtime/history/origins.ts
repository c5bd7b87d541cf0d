// Where values of a structure come from: the step calls and parameters behind each variable.
import {
  type Block,
  blocksOf,
  type Expression,
  type NodeId,
  partsOf,
  type StructureNode,
  type VariableId,
} from "../contract/index.js";

export interface Origins {
  /** Calls, in the order in which the expression names them, without repeats. */
  readonly nodes: readonly NodeId[];
  /** Names of parameters; `*` where the whole object is used. */
  readonly parameters: readonly string[];
}

/** What a variable is made of: a call's output, or expressions. */
type Source = { readonly call: NodeId } | { readonly of: readonly Expression[] };

/** Says where the value of an expression comes from: through lets, joins (both sides and the condition), gathers, rounds of a loop. */
export function originsIn(structure: Block, parameters: VariableId): (expression: Expression) => Origins {
  const sources = new Map<VariableId, Source>();
  const visit = (block: Block): void => {
    for (const node of block) {
      for (const [variable, source] of sourcesOf(node)) sources.set(variable, source);
      for (const part of blocksOf(node)) visit(part.block);
    }
  };
  visit(structure);

  return (expression) => {
    const nodes = new Set<NodeId>();
    const names = new Set<string>();
    const seen = new Set<VariableId>();
    // Not by recursion through variables: chains of them are long, and a loop's lead back to themselves.
    const open: Expression[] = [expression];
    const visitVariable = (variable: VariableId): void => {
      if (variable === parameters) names.add("*");
      const source = sources.get(variable);
      if (!source || seen.has(variable)) return;
      seen.add(variable);
      if ("call" in source) nodes.add(source.call);
      else open.push(...[...source.of].reverse());
    };
    for (let next = open.pop(); next; next = open.pop()) {
      if (next.kind === "select" && next.from.kind === "reference" && next.from.variable === parameters) {
        names.add(String(next.key));
        continue;
      }
      if (next.kind === "reference") visitVariable(next.variable);
      else if (next.kind === "glue")
        open.push(...next.uses.map((variable): Expression => ({ kind: "reference", variable })).reverse());
      else open.push(...[...partsOf(next)].reverse());
    }
    return { nodes: [...nodes], parameters: [...names] };
  };
}

function sourcesOf(node: StructureNode): readonly (readonly [VariableId, Source])[] {
  switch (node.kind) {
    case "let":
      return [[node.out, { of: [node.value] }]];
    case "call":
      return [[node.out, { call: node.id }]];
    case "throw":
      return [];
    case "if":
      return node.joins.map((join) => [join.out, { of: [node.condition, join.then, join.otherwise] }]);
    case "map":
      return [
        [node.item, { of: [node.over] }],
        [node.out, { of: [node.over, node.result] }],
      ];
    case "loop":
      return node.carried.flatMap((carried): [VariableId, Source][] => [
        [carried.head, { of: [carried.init, carried.next] }],
        [carried.out, { of: [carried.init, carried.next] }],
      ]);
    case "try":
      return [
        ...node.snapshots.map((one): [VariableId, Source] => [
          one.out,
          { of: [one.before, ...one.at.map((entry) => entry.value)] },
        ]),
        ...node.joins.map((join): [VariableId, Source] => [join.out, { of: [join.then, join.otherwise] }]),
      ];
  }
}
