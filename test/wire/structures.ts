// Structures built by hand or at random, and the Pipeline around them.

import type { Pipeline, StepDefinition } from "../../compiler/ir/index.js";
import type { Block, Expression, MapNode, NodeId, StepName, StructureNode, VariableId } from "../../runtime/contract/index.js";

export const parameters = "params$0" as VariableId;
export const ref = (variable: string): Expression => ({ kind: "reference", variable: variable as VariableId });
export const select = (from: Expression, key: string): Expression => ({ kind: "select", from, key, optional: true });
export const not = (of: Expression): Expression => ({ kind: "not", of });
export const and = (...all: Expression[]): Expression => ({ kind: "and", all });
export const or = (...any: Expression[]): Expression => ({ kind: "or", any });
export const literal = (value: boolean | number | string): Expression => ({ kind: "literal", value });
export const glue = (id: string, uses: readonly string[], throws = false): Expression => ({
  kind: "glue",
  glue: id as never,
  uses: uses as VariableId[],
  throws,
});

/** `call("b", "a")`: step `b` takes the value of `a`. */
export function call(id: string, ...uses: readonly (string | Expression)[]): StructureNode {
  const items = uses.map((use) => (typeof use === "string" ? ref(use) : use));
  return {
    id: id as NodeId,
    kind: "call",
    after: [],
    out: id as string as VariableId,
    step: id as string as StepName,
    arguments: { kind: "list", items },
  };
}
export function inOrder(node: StructureNode, ...ids: readonly string[]): StructureNode {
  return { ...node, after: ids as NodeId[] };
}
export function bind(out: string, value: Expression): StructureNode {
  return { id: `let_${out}` as NodeId, kind: "let", after: [], out: out as VariableId, value };
}
export function when(
  id: string,
  condition: Expression,
  yes: Block,
  no: Block = [],
  joins: readonly (readonly [out: string, yes: Expression, no: Expression])[] = [],
): StructureNode {
  const sides = joins.map(([out, one, other]) => branches(one, other, { out }));
  const shape = branches(yes, no, { joins: sides });
  return { id, kind: "if", after: [], condition, ...shape } as unknown as StructureNode;
}
function branches<Side>(yes: Side, no: Side, more: object): object {
  // biome-ignore lint/suspicious/noThenProperty: the contract calls a branch so
  return Object.fromEntries([...Object.entries(more), ["then", yes], ["otherwise", no]]);
}
export function map(id: string, over: Expression, body: Block, result: Expression): MapNode {
  return {
    id: id as NodeId,
    kind: "map",
    after: [],
    over,
    item: `${id}_item` as VariableId,
    index: `${id}_index` as VariableId,
    body,
    result,
    out: id as string as VariableId,
  };
}

const position = { offset: 0, line: 1, column: 1 };
export const span = { file: "pipeline.ts", start: position, end: position };

function stepDefinition(name: string): StepDefinition {
  return {
    name: name as StepName,
    kind: "step",
    module: "/pipeline.ts",
    binding: name,
    span,
    options: {
      retries: { limit: 0, delaySeconds: 1, backoff: 1 },
      resources: {},
      cache: { enabled: true },
      env: {},
      secrets: [],
    },
    effect: false,
    output: { kind: "leaf", materializer: "json" },
    outputSchema: null,
  };
}

export function allNodes(block: Block): readonly StructureNode[] {
  return block.flatMap((node) => {
    if (node.kind === "if") return [node, ...allNodes(node.then), ...allNodes(node.otherwise)];
    if (node.kind === "map") return [node, ...allNodes(node.body)];
    return [node];
  });
}

export function pipelineOf(structure: Block, result: Expression = { kind: "undefined" }): Pipeline {
  const nodes = allNodes(structure);
  const calls = nodes.filter((node) => node.kind === "call");
  return {
    name: "test",
    exportName: "test",
    file: "pipeline.ts",
    options: { tags: [], concurrency: "allow" },
    parameters: { variable: parameters, schema: { type: "object" } },
    steps: new Map(calls.map((node) => [node.step, stepDefinition(node.step)])),
    structure,
    result,
    glue: [],
    spans: new Map(nodes.map((node) => [node.id, span])),
    names: new Map(),
  };
}
