// Structures built by hand or at random, and the Pipeline around them.

import type { Pipeline, StepDefinition } from "../../compiler/ir/index.js";
import {
  type Block,
  blocksOf,
  type Expression,
  type Join,
  type MapNode,
  type NodeId,
  type Snapshot,
  type StepName,
  type StructureNode,
  type VariableId,
} from "../../runtime/contract/index.js";

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

/** `throw` of a text. */
export function raise(id: string, value: Expression = literal(id)): StructureNode {
  return { id: id as NodeId, kind: "throw", after: [], value };
}
/** A loop; each value carried is `[name, init, next]`: `name_head` in the body, `name` after it. */
export function loop(
  id: string,
  carried: readonly (readonly [name: string, init: Expression, next: Expression])[],
  body: Block,
  again: Expression,
): StructureNode {
  return {
    id: id as NodeId,
    kind: "loop",
    after: [],
    carried: carried.map(([name, init, next]) => ({
      head: `${name}_head` as VariableId,
      init,
      next,
      out: name as VariableId,
    })),
    body,
    again,
  };
}
/** A try: `id_error` in the handler, `id_caught` after it. */
export function attempt(
  id: string,
  body: Block,
  handler: Block,
  more: {
    readonly joins?: readonly (readonly [out: string, body: Expression, handler: Expression])[];
    readonly snapshots?: readonly Snapshot[];
  } = {},
): StructureNode {
  const joins = (more.joins ?? []).map(([out, one, other]) => branches(one, other, { out }));
  return {
    id: id as NodeId,
    kind: "try",
    after: [],
    body,
    handler,
    error: `${id}_error` as VariableId,
    caught: `${id}_caught` as VariableId,
    snapshots: more.snapshots ?? [],
    joins: joins as unknown as readonly Join[],
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
    materializers: [],
    outputSchema: null,
  };
}

export function allNodes(block: Block): readonly StructureNode[] {
  return block.flatMap((node) => [node, ...blocksOf(node).flatMap((inner) => allNodes(inner.block))]);
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
