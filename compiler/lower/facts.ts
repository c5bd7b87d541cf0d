// What is asked of the same syntax again and again, computed once per node: does it hold steps, effects, ways out?
import { ts } from "ts-morph";
import type { Definitions, PipelineDefinition } from "../define/definitions.js";

export interface Facts {
  readonly symbols: Map<ts.Identifier, ts.Symbol>;
  /** A call of a step, a pipeline or a function with steps, a step handed to a method, or an `await` is inside (or it is one). */
  hasSteps(node: ts.Node): boolean;
  /** A call of a step with an effect is inside. */
  hasEffects(node: ts.Node): boolean;
  /** A `return`, or a `break` or `continue` of something outside, is inside: control may leave it. */
  hasExits(node: ts.Node): boolean;
  /** A `throw` is inside that nothing inside catches, also in functions with steps that are called. */
  hasThrows(node: ts.Node): boolean;
  /** A `return` is inside. */
  hasReturns(node: ts.Node): boolean;
  /** A `break` or `continue` of something outside is inside. */
  hasJumps(node: ts.Node): boolean;
}

interface Fact {
  readonly steps: boolean;
  readonly effects: boolean;
  readonly returns: boolean;
  readonly throws: boolean;
  readonly breaks: boolean;
  readonly continues: boolean;
}
const none: Fact = { steps: false, effects: false, returns: false, throws: false, breaks: false, continues: false };

/** Facts over the syntax of one program. */
export function createFacts(definitions: Definitions): Facts {
  const known = new Map<ts.Node, Fact>();
  const factOf = (node: ts.Node): Fact => {
    const before = known.get(node);
    if (before) return before;
    // A function that calls itself adds nothing to what the rest of it does.
    known.set(node, none);
    const fact = computed(node);
    known.set(node, fact);
    return fact;
  };
  const computed = (node: ts.Node): Fact => {
    // Whatever is awaited stands in the structure: a step's call, or the promise of one.
    let steps = ts.isAwaitExpression(node);
    let effects = false;
    let returns = ts.isReturnStatement(node);
    let throws = ts.isThrowStatement(node);
    let breaks = ts.isBreakStatement(node);
    let continues = ts.isContinueStatement(node);
    for (const fact of ts.isCallExpression(node) ? calledBy(node) : []) {
      if (!fact.steps) continue;
      steps = true;
      effects ||= fact.effects;
      throws ||= fact.throws;
    }
    ts.forEachChild(node, (child) => {
      const fact = factOf(child);
      steps ||= fact.steps;
      effects ||= fact.effects;
      returns ||= fact.returns;
      // What a `try` throws is caught, if it has a `catch`.
      throws ||= fact.throws && !(ts.isTryStatement(node) && child === node.tryBlock && node.catchClause !== undefined);
      breaks ||= fact.breaks;
      continues ||= fact.continues;
    });
    if (ts.isFunctionLike(node)) returns = breaks = continues = throws = false;
    if (ts.isIterationStatement(node, false)) breaks = continues = false;
    if (ts.isSwitchStatement(node)) breaks = false;
    return { steps, effects, returns, throws, breaks, continues };
  };
  /** What a call runs: its callee, or arguments that are steps or functions (`xs.map(train)`); inlined bodies count as if they stood here. */
  const calledBy = (node: ts.CallExpression): readonly Fact[] =>
    [node.expression, ...node.arguments].flatMap((part): readonly Fact[] => {
      if (!ts.isIdentifier(part) && !ts.isPropertyAccessExpression(part)) return [];
      const step = definitions.stepOf(part);
      if (step) return [{ ...none, steps: true, effects: step.effect }];
      const pipeline = definitions.pipelineOf(part);
      if (pipeline) return [pipelineFact(pipeline)];
      const called = definitions.functionOf(part);
      return called?.body ? [factOf(called.body)] : [];
    });
  const pipelineFact = ({ run, hooks }: PipelineDefinition): Fact => {
    const body = run.body ? factOf(run.body) : none;
    const ends = [hooks.onSuccess, hooks.onFailure].flatMap((hook) => (hook && definitions.stepOf(hook)) ?? []);
    return {
      ...none,
      steps: true,
      effects: body.effects || ends.some((step) => step.effect),
      throws: body.throws || ends.length > 0,
    };
  };
  return {
    symbols: new Map(),
    hasSteps: (node) => factOf(node).steps,
    hasEffects: (node) => factOf(node).effects,
    hasThrows: (node) => factOf(node).throws,
    hasReturns: (node) => factOf(node).returns,
    hasJumps: (node) => factOf(node).breaks || factOf(node).continues,
    hasExits: (node) => factOf(node).returns || factOf(node).breaks || factOf(node).continues,
  };
}
