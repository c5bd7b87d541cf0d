// `try`: the body, and a handler that is entered with the variables as they were where the body failed. `finally` is made of these:
// everything is caught, the `finally` runs with the ways out masked, they are restored, and what was caught is thrown again.
import { ts } from "ts-morph";
import type { NodeId, Snapshot, StructureNode } from "../../../runtime/contract/index.js";
import { type Attempt, createAttempt } from "../attempt.js";
import { bindPattern } from "../binding.js";
import { joinSides, lowerBranch } from "../branch.js";
import { newVariable, report } from "../context.js";
import { nameOf, type Variable } from "../environment.js";
import { clearExits, flagsOf, isConstant } from "../exits.js";
import { append, type Frame, innerFrame, mayThrow } from "../frame.js";
import { orderBefore } from "../order.js";
import { constantValue, referenceTo, sameExpression, shared, undefinedValue, type Value } from "../value.js";
import { continueAfter, lowerBody } from "./index.js";
import { throwValue } from "./throw.js";

export interface CatchRequest {
  readonly effect: boolean;
  readonly source: ts.Node;
  readonly body: (frame: Frame) => void;
  readonly handler: (frame: Frame, error: Value) => void;
}

export function lowerTry(frame: Frame, node: ts.TryStatement): void {
  if (node.finallyBlock) lowerFinally(frame, node, node.finallyBlock);
  else lowerCaught(frame, node);
}

function lowerCaught(frame: Frame, node: ts.TryStatement): void {
  const { catchClause } = node;
  if (!catchClause) {
    lowerBody(frame, node.tryBlock.statements);
    return;
  }
  const { facts } = frame.context;
  lowerCatch(frame, {
    effect: facts.hasEffects(node.tryBlock) || facts.hasEffects(catchClause.block),
    source: node,
    body: (inner) => lowerBody(inner, node.tryBlock.statements),
    handler: (inner, error) => {
      const name = catchClause.variableDeclaration?.name;
      if (name) bindPattern(inner, name, error);
      lowerBody(inner, catchClause.block.statements);
    },
  });
}

/** Lowers body and handler; gives the node's id, or undefined where nothing in the body can fail, so that there is no `try`. */
export function lowerCatch(frame: Frame, request: CatchRequest): NodeId | undefined {
  const { context } = frame;
  const after = orderBefore(frame.order, request.effect);
  const attempt = createAttempt(frame.environment);
  const body = innerFrame(frame, request.effect, { ...frame.flow, thrown: { flag: "thrown" } }, attempt);
  attempt.body = body.environment;
  body.environment.set(body.flow.thrown, constantValue(false));
  request.body(body);
  if (!body.nodes.some(canFail)) {
    splice(frame, body);
    return undefined;
  }
  const id = context.names.node("try");
  const error = newVariable(context, "error");
  const caught = newVariable(context, "caught");
  const handler = innerFrame(frame, request.effect);
  const snapshots = enterHandler(frame, handler, attempt);
  request.handler(handler, { ...referenceTo(error), error: true });

  const { joins } = joinSides(frame, body, handler);
  const node: StructureNode = {
    kind: "try",
    id,
    after,
    body: body.nodes,
    handler: handler.nodes,
    error,
    caught,
    snapshots,
    joins,
  };
  append(frame, node, request.effect, request.source);
  return id;
}

function canFail(node: StructureNode): boolean {
  switch (node.kind) {
    case "let":
      return mayThrow(node.value);
    case "if":
      return mayThrow(node.condition) || [...node.then, ...node.otherwise].some(canFail);
    default:
      return true;
  }
}

/** A body that cannot fail stands where its `try` stood. */
function splice(frame: Frame, body: Frame): void {
  frame.nodes.push(...body.nodes);
  for (const [variable, value] of body.environment.changes) frame.environment.set(variable, value);
  frame.order = { barrier: frame.order.barrier, since: [...frame.order.since, ...body.order.since] };
}

/** Gives the handler the variables as they were at the failing point. */
function enterHandler(frame: Frame, handler: Frame, attempt: Attempt): readonly Snapshot[] {
  const snapshots: Snapshot[] = [];
  for (const [variable, versions] of attempt.versions) {
    const before = frame.environment.get(variable);
    if (!before) continue;
    const values = [before, ...versions.map((version) => version.value)];
    if (values.some((value) => value.broken || value.promise || value.function)) {
      handler.environment.set(variable, values.find((value) => value.broken || value.promise) ?? before);
      continue;
    }
    if (values.every((value) => sameExpression(value.expression, before.expression))) continue;
    const out = newVariable(frame.context, nameOf(variable));
    snapshots.push({
      out,
      before: before.expression,
      at: versions.map(({ node, value }) => ({ node, value: value.expression })),
    });
    const fresh = values.every((value) => value.fresh) ? { fresh: true } : {};
    const error = values.every((value) => value.error) ? { error: true as const } : {};
    handler.environment.set(variable, { ...referenceTo(out), ...fresh, ...error });
  }
  return snapshots;
}

function lowerFinally(frame: Frame, node: ts.TryStatement, finallyBlock: ts.Block): void {
  const { facts } = frame.context;
  if (facts.hasExits(finallyBlock)) {
    report(frame.context, "finally-exit", exitIn(finallyBlock) ?? finallyBlock, {});
    return;
  }
  const pending: Variable = { flag: "pending" };
  const failure: Variable = { flag: "failure" };
  frame.environment.set(pending, constantValue(false));
  frame.environment.set(failure, undefinedValue);
  const effect = facts.hasEffects(node.tryBlock) || (node.catchClause !== undefined && facts.hasEffects(node.catchClause));
  const around: Frame = { ...frame, flow: { ...frame.flow, finally: true } };
  const id = lowerCatch(around, {
    effect,
    source: node,
    body: (inner) => lowerCaught(inner, node),
    handler: (inner, error) => {
      inner.environment.set(pending, constantValue(true));
      inner.environment.set(failure, error);
    },
  });
  frame.order = around.order;
  const taken = flagsOf(frame.flow).map((flag) => [flag, frame.environment.get(flag)] as const);
  clearExits(frame);
  afterTry(frame, id, () => lowerBody(frame, finallyBlock.statements));
  continueAfter(frame, {
    effect: () => false,
    source: node,
    lower: (inner) => {
      for (const [flag, value] of taken) if (value && flag !== frame.flow.thrown) inner.environment.set(flag, value);
      rethrow(inner, pending, failure, node);
    },
  });
}

/** What a `finally` holds waits for the whole `try`. */
function afterTry(frame: Frame, id: NodeId | undefined, lower: () => void): void {
  const before = frame.order;
  if (id === undefined || before.barrier.includes(id)) {
    lower();
    return;
  }
  frame.order = { barrier: [...before.barrier, id], since: before.since.filter((other) => other !== id) };
  const masked = frame.order;
  lower();
  // Without an effect in it nothing that follows waits for it.
  if (frame.order.barrier === masked.barrier) frame.order = { barrier: before.barrier, since: [id, ...frame.order.since] };
}

function rethrow(frame: Frame, pending: Variable, failure: Variable, source: ts.Node): void {
  const condition = frame.environment.get(pending) as Value;
  const error: Value = { ...shared(frame.environment.get(failure) ?? undefinedValue), error: true };
  if (isConstant(condition, false)) return;
  if (isConstant(condition, true)) {
    throwValue(frame, error, source);
    return;
  }
  lowerBranch(frame, {
    condition: condition.expression,
    effect: false,
    source,
    whenTrue: (inner) => {
      throwValue(inner, error, source);
      return undefined;
    },
    whenFalse: () => undefined,
  });
}

function exitIn(node: ts.Node): ts.Node | undefined {
  if (ts.isReturnStatement(node) || ts.isBreakStatement(node) || ts.isContinueStatement(node)) return node;
  return ts.isFunctionLike(node) ? undefined : ts.forEachChild(node, exitIn);
}
