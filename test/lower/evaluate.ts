// A reference evaluator of the structure, as short as its definition: everything starts at once, values and `after` alone order it.
// It serves as the oracle's other side: a pipeline that is simply called must give the same result and the same calls.
import {
  type Block,
  type Expression,
  type NodeId,
  type Snapshot,
  type StructureNode,
  type TryNode,
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
  /** The compound whose block this is; it stands in `outer`. */
  readonly owner?: NodeId;
}

/** What failed, and where: the node, in its scope. */
class Failure extends Error {
  constructor(
    readonly error: unknown,
    readonly node: NodeId,
    readonly scope: Scope,
  ) {
    super((error as Error)?.message);
  }
}
const originOf = (error: unknown, node: NodeId, scope: Scope): Failure =>
  error instanceof Failure ? error : new Failure(error, node, scope);

/** Runs a structure; rejects with the first failure after all has ended. */
export async function evaluate(
  structure: Block,
  result: Expression,
  parameters: { readonly variable: VariableId; readonly value: unknown },
  evaluation: Evaluation,
): Promise<unknown> {
  const scope: Scope = { variables: new Map([[parameters.variable, Promise.resolve(parameters.value)]]), nodes: new Map() };
  try {
    await runBlock(structure, scope, evaluation);
    return await compute(result, scope, evaluation);
  } catch (error) {
    throw error instanceof Failure ? error.error : error;
  }
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

const inner = (outer: Scope, owner: NodeId, variables: readonly (readonly [VariableId, unknown])[] = []): Scope => ({
  variables: new Map(variables.map(([name, value]) => [name, Promise.resolve(value)])),
  nodes: new Map(),
  outer,
  owner,
});

async function runNode(node: StructureNode, scope: Scope, evaluation: Evaluation): Promise<void> {
  const settle = deferOuts(node, scope);
  try {
    await Promise.all(node.after.map((id) => nodeOf(id, scope)));
    await runKind(node, scope, evaluation, settle);
    await Promise.all(outsOf(node).map((out) => scope.variables.get(out)));
  } catch (error) {
    const failure = originOf(error, node.id, scope);
    for (const out of outsOf(node)) settle(out, Promise.reject(failure));
    throw failure;
  }
}

async function runKind(
  node: StructureNode,
  scope: Scope,
  evaluation: Evaluation,
  settle: (out: VariableId, value: Promise<unknown>) => void,
): Promise<void> {
  switch (node.kind) {
    case "let":
      settle(node.out, compute(node.value, scope, evaluation));
      break;
    case "throw":
      throw await compute(node.value, scope, evaluation);
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
      const side = inner(scope, node.id);
      const block = runBlock(holds ? node.then : node.otherwise, side, evaluation);
      for (const join of node.joins) settle(join.out, compute(holds ? join.then : join.otherwise, side, evaluation));
      await block;
      break;
    }
    case "map": {
      const items = (await compute(node.over, scope, evaluation)) as unknown[];
      const results = Array.from(items, async (item, index) => {
        const body = inner(scope, node.id, [
          [node.item, item],
          [node.index, index],
        ]);
        await runBlock(node.body, body, evaluation);
        return compute(node.result, body, evaluation);
      });
      settle(node.out, inOrder(results));
      break;
    }
    case "loop": {
      let values = await Promise.all(node.carried.map((one) => compute(one.init, scope, evaluation)));
      for (let again = true; again; ) {
        const heads = node.carried.map((one, index) => [one.head, values[index]] as const);
        const round = inner(scope, node.id, heads);
        await runBlock(node.body, round, evaluation);
        values = await Promise.all(node.carried.map((one) => compute(one.next, round, evaluation)));
        again = Boolean(await compute(node.again, round, evaluation));
      }
      for (const [index, one] of node.carried.entries()) settle(one.out, Promise.resolve(values[index]));
      break;
    }
    case "try":
      await runTry(node, scope, evaluation, settle);
      break;
  }
}

/** Waits for all, and rejects with the first in order. */
async function inOrder(results: readonly Promise<unknown>[]): Promise<unknown[]> {
  const ended = await Promise.allSettled(results);
  const failed = ended.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
  return ended.map((one) => (one as PromiseFulfilledResult<unknown>).value);
}

async function runTry(
  node: TryNode,
  scope: Scope,
  evaluation: Evaluation,
  settle: (out: VariableId, value: Promise<unknown>) => void,
): Promise<void> {
  const body = inner(scope, node.id);
  let failure: Failure | null = null;
  try {
    await runBlock(node.body, body, evaluation);
    for (const join of node.joins) settle(join.out, compute(join.then, body, evaluation));
  } catch (error) {
    if (!(error instanceof Failure) || !isWithin(error.scope, body)) throw error;
    failure = error;
  }
  settle(node.caught, Promise.resolve(failure !== null));
  if (!failure) return;
  const thrown = failure.error instanceof Error ? failure.error : new Error(String(failure.error));
  const variables: (readonly [VariableId, unknown])[] = [[node.error, thrown]];
  for (const snapshot of node.snapshots)
    variables.push([snapshot.out, await snapshotAt(snapshot, failure, body, scope, evaluation)]);
  const handler = inner(scope, node.id, variables);
  const running = runBlock(node.handler, handler, evaluation);
  for (const join of node.joins) settle(join.out, compute(join.otherwise, handler, evaluation));
  await running;
}

function isWithin(scope: Scope, root: Scope): boolean {
  for (let at: Scope | undefined = scope; at; at = at.outer) if (at === root) return true;
  return false;
}

/** Of the failing node, else of the nearest node around it that is listed. */
function snapshotAt(snapshot: Snapshot, failure: Failure, body: Scope, outer: Scope, evaluation: Evaluation): Promise<unknown> {
  let node: NodeId | undefined = failure.node;
  for (let scope: Scope | undefined = failure.scope; scope && node; scope = scope.outer) {
    const version = snapshot.at.find((one) => one.node === node);
    if (version) return compute(version.value, scope, evaluation);
    if (scope === body) break;
    node = scope.owner;
  }
  return compute(snapshot.before, outer, evaluation);
}

function outsOf(node: StructureNode): readonly VariableId[] {
  if (node.kind === "if") return node.joins.map((join) => join.out);
  if (node.kind === "try") return [node.caught, ...node.joins.map((join) => join.out)];
  if (node.kind === "loop") return node.carried.map((one) => one.out);
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
