// What is asked of the same syntax again and again, computed once per node: does it hold steps, effects, ways out?
import { ts } from "ts-morph";
import type { Definitions } from "../define/definitions.js";

export interface Facts {
  readonly symbols: Map<ts.Identifier, ts.Symbol>;
  /** A step call, a step handed to a method, a pipeline call or an `await` is inside (or it is one). */
  hasSteps(node: ts.Node): boolean;
  /** A call of a step with an effect is inside. */
  hasEffects(node: ts.Node): boolean;
  /** A `return`, or a `break` or `continue` of something outside, is inside: control may leave it. */
  hasExits(node: ts.Node): boolean;
  /** A `throw` is inside. */
  hasThrows(node: ts.Node): boolean;
}

interface Fact {
  readonly steps: boolean;
  readonly effects: boolean;
  readonly returns: boolean;
  readonly throws: boolean;
  readonly breaks: boolean;
  readonly continues: boolean;
}

/** Facts over the syntax of one program. */
export function createFacts(definitions: Definitions): Facts {
  const known = new Map<ts.Node, Fact>();
  const factOf = (node: ts.Node): Fact => {
    const before = known.get(node);
    if (before) return before;
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
    for (const step of ts.isCallExpression(node) ? stepsOf(node, definitions) : []) {
      steps = true;
      effects ||= step.effect;
    }
    ts.forEachChild(node, (child) => {
      const fact = factOf(child);
      steps ||= fact.steps;
      effects ||= fact.effects;
      returns ||= fact.returns;
      throws ||= fact.throws;
      breaks ||= fact.breaks;
      continues ||= fact.continues;
    });
    if (ts.isFunctionLike(node)) returns = breaks = continues = throws = false;
    if (ts.isIterationStatement(node, false)) breaks = continues = false;
    if (ts.isSwitchStatement(node)) breaks = false;
    return { steps, effects, returns, throws, breaks, continues };
  };
  return {
    symbols: new Map(),
    hasSteps: (node) => factOf(node).steps,
    hasEffects: (node) => factOf(node).effects,
    hasThrows: (node) => factOf(node).throws,
    hasExits: (node) => factOf(node).returns || factOf(node).breaks || factOf(node).continues,
  };
}

/** The steps that a call runs: its callee, or arguments that are steps (`xs.map(train)`). Pipelines count as steps with effects. */
function stepsOf(node: ts.CallExpression, definitions: Definitions): readonly { readonly effect: boolean }[] {
  const asked = [node.expression, ...node.arguments].filter(
    (part): part is ts.Identifier | ts.PropertyAccessExpression => ts.isIdentifier(part) || ts.isPropertyAccessExpression(part),
  );
  return asked.flatMap((part): readonly { readonly effect: boolean }[] => {
    const step = definitions.stepOf(part);
    if (step) return [step];
    return definitions.pipelineOf(part) ? [{ effect: true }] : [];
  });
}
