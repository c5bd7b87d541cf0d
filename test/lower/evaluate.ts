// A reference evaluator of the structure, as short as its definition: everything starts at once, values and `after` alone order it.
// It serves as the oracle's other side: a pipeline that is simply called must give the same result and the same calls.
import {
  type Block,
  type Expression,
  type NodeId,
  type StructureNode,
  usesOf,
  type VariableId,
} from "../../runtime/contract/index.js";

export interface Evaluation {
  readonly glue: Readonly<Record<string, (...values: unknown[]) => unknown>>;
  readonly call: (step: string, values: readonly unknown[]) => Promise<unknown>;
}

interface Scope {
  readonly variables: Map<VariableId, Promise<unknown>>;
  readonly nodes: Map<NodeId, Promise<unknown>>;
  readonly outer?: Scope;
}

/** Runs a structure; rejects with the first failure after all has ended. */
export async function evaluate(
  structure: Block,
  result: Expression,
  parameters: { readonly variable: VariableId; readonly value: unknown },
  evaluation: Evaluation,
): Promise<unknown> {
  const scope: Scope = { variables: new Map([[parameters.variable, Promise.resolve(parameters.value)]]), nodes: new Map() };
  await runBlock(structure, scope, evaluation);
  return compute(result, scope, evaluation);
}

async function runBlock(block: Block, scope: Scope, evaluation: Evaluation): Promise<void> {
  const all = block.map((node) => {
    const done = runNode(node, scope, evaluation);
    scope.nodes.set(node.id, done);
    done.catch(() => undefined);
    return done;
  });
  const ended = await Promise.allSettled(all);
  const failed = ended.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}

async function runNode(node: StructureNode, scope: Scope, evaluation: Evaluation): Promise<void> {
  const settle = deferOuts(node, scope);
  try {
    await Promise.all(node.after.map((id) => nodeOf(id, scope)));
    switch (node.kind) {
      case "let":
        settle(node.out, compute(node.value, scope, evaluation));
        break;
      case "call": {
        const values = (await compute(node.arguments, scope, evaluation)) as unknown[];
        settle(
          node.out,
          evaluation.call(
            node.step,
            values.map((value) => structuredClone(value)),
          ),
        );
        break;
      }
      case "if": {
        const holds = Boolean(await compute(node.condition, scope, evaluation));
        const inner: Scope = { variables: new Map(), nodes: new Map(), outer: scope };
        const block = runBlock(holds ? node.then : node.otherwise, inner, evaluation);
        for (const join of node.joins) settle(join.out, compute(holds ? join.then : join.otherwise, inner, evaluation));
        await block;
        break;
      }
      case "map": {
        const items = (await compute(node.over, scope, evaluation)) as unknown[];
        const results = Array.from(items, async (item, index) => {
          const variables = new Map([
            [node.item, Promise.resolve(item)],
            [node.index, Promise.resolve<unknown>(index)],
          ]);
          const inner: Scope = { variables, nodes: new Map(), outer: scope };
          await runBlock(node.body, inner, evaluation);
          return compute(node.result, inner, evaluation);
        });
        settle(node.out, Promise.all(results));
        break;
      }
      default:
        throw new Error(`The evaluator does not know "${node.kind}".`);
    }
    await Promise.all(outsOf(node).map((out) => scope.variables.get(out)));
  } catch (error) {
    for (const out of outsOf(node)) settle(out, Promise.reject(error));
    throw error;
  }
}

function outsOf(node: StructureNode): readonly VariableId[] {
  if (node.kind === "if") return node.joins.map((join) => join.out);
  return node.kind === "let" || node.kind === "call" || node.kind === "map" ? [node.out] : [];
}

/** Puts a promise in place for each variable of the node, so that later nodes find it at once. */
function deferOuts(node: StructureNode, scope: Scope): (out: VariableId, value: Promise<unknown>) => void {
  const resolvers = new Map<VariableId, (value: Promise<unknown>) => void>();
  for (const out of outsOf(node)) {
    if (scope.variables.has(out)) throw new Error(`"${out}" is defined twice.`);
    const promise = new Promise((resolve) => resolvers.set(out, resolve));
    promise.catch(() => undefined);
    scope.variables.set(out, promise);
  }
  return (out, value) => {
    value.catch(() => undefined);
    resolvers.get(out)?.(value);
  };
}

function nodeOf(id: NodeId, scope: Scope): Promise<unknown> {
  const found = scope.nodes.get(id);
  if (found) return found;
  if (!scope.outer) throw new Error(`"${id}" is not defined before it is waited for.`);
  return nodeOf(id, scope.outer);
}

function variableOf(variable: VariableId, scope: Scope): Promise<unknown> {
  const found = scope.variables.get(variable);
  if (found) return found;
  if (!scope.outer) throw new Error(`"${variable}" is not defined before it is used.`);
  return variableOf(variable, scope.outer);
}

async function compute(expression: Expression, scope: Scope, evaluation: Evaluation): Promise<unknown> {
  const values = new Map<VariableId, unknown>();
  for (const use of usesOf(expression)) values.set(use, await variableOf(use, scope));
  return evaluated(expression, values, evaluation);
}

function evaluated(expression: Expression, values: ReadonlyMap<VariableId, unknown>, evaluation: Evaluation): unknown {
  const inner = (part: Expression) => evaluated(part, values, evaluation);
  switch (expression.kind) {
    case "literal":
      return structuredClone(expression.value);
    case "undefined":
      return undefined;
    case "reference":
      return values.get(expression.variable);
    case "select": {
      const from = inner(expression.from) as Record<string, unknown> | null | undefined;
      return expression.optional ? from?.[expression.key] : (from as Record<string, unknown>)[expression.key];
    }
    case "list":
      return expression.items.flatMap((item) =>
        item.kind === "spread" ? [...(inner(item.of) as Iterable<unknown>)] : [inner(item)],
      );
    case "object":
      return Object.fromEntries(expression.entries.map((entry) => [entry.key, inner(entry.value)]));
    case "not":
      return !inner(expression.of);
    case "and":
      return expression.all.every(inner);
    case "or":
      return expression.any.some(inner);
    case "glue": {
      const run = evaluation.glue[expression.glue];
      if (!run) throw new Error(`There is no glue "${expression.glue}".`);
      return check(
        run,
        expression.uses.map((use) => deepFreeze(values.get(use))),
        expression.throws,
      );
    }
  }
}

function check(run: (...values: unknown[]) => unknown, values: readonly unknown[], throws: boolean): unknown {
  try {
    return run(...values);
  } catch (error) {
    if (!throws) throw new Error(`Glue that was proven not to throw threw: ${error}`);
    throw error;
  }
}

/** Glue must not write to what it is given. */
function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== "object" || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
