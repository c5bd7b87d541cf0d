// Where lowering stands: the block that is being written, the variables, the order of effects, the ways out.
import type { ts } from "ts-morph";
import {
  blocksOf,
  type Expression,
  type NodeId,
  partsOf,
  type StructureNode,
  type VariableId,
} from "../../runtime/contract/index.js";
import type { StepDefinition } from "../ir/index.js";
import { spanOf } from "../load/span.js";
import { type Attempt, noteFailing } from "./attempt.js";
import { addGlue, type Context, isTooLarge, newVariable, report } from "./context.js";
import { createEnvironment, type Environment, type Flag } from "./environment.js";
import { noOrder, type Order, orderAfter, orderBefore, orderInside } from "./order.js";
import { brokenValue, isPlain, referenceTo, type Value } from "./value.js";

/** The ways out of the place where lowering stands. */
export interface Flow {
  readonly returned: Flag;
  readonly result: Flag;
  /** Of the pipeline, `try` body, fan-out item or round around: a `throw` leaves inlined functions too. */
  readonly thrown: Flag;
  readonly breaks: readonly { readonly node: ts.Node; readonly break: Flag; readonly continue?: Flag }[];
  /** The function whose body this is; assignments to variables from outside it are refused. */
  readonly body: ts.Node;
  /** A `finally` around reads variables after a `return`, too. */
  readonly finally?: true;
  /** Outer lists that the body only pushes to: items of a fan-out, gathered after it. */
  readonly gathering?: ReadonlySet<ts.Symbol>;
}

export interface Frame {
  readonly context: Context;
  readonly nodes: StructureNode[];
  readonly environment: Environment;
  readonly flow: Flow;
  /** The innermost `try` in whose body lowering stands. */
  readonly attempt: Attempt | null;
  order: Order;
  /** Inside a member of a Promise.all: the order where its last `await` had ended. */
  awaited?: Order | undefined;
}

/** The frame of a pipeline's outermost block. */
export function createFrame(context: Context, flow: Flow): Frame {
  return { context, nodes: [], environment: createEnvironment(), flow, attempt: null, order: noOrder };
}

/** The frame of a block inside a compound. */
export function innerFrame(
  frame: Frame,
  effect: boolean,
  flow: Flow = frame.flow,
  attempt: Attempt | null = frame.attempt,
): Frame {
  return {
    context: frame.context,
    nodes: [],
    environment: createEnvironment(frame.environment),
    flow,
    attempt,
    order: orderInside(frame.order, effect),
  };
}

/** Appends a node that was given `after` when its lowering began. */
export function append(frame: Frame, node: StructureNode, effect: boolean, source: ts.Node): void {
  frame.nodes.push(node);
  frame.context.spans.set(node.id, spanOf(source, frame.context.loaded.cwd));
  // What was announced may have come to nothing: an order through a node without calls would be lost.
  frame.order = orderAfter(frame.order, node.id, effect && holdsEffect(frame.context, node));
}

function holdsEffect(context: Context, node: StructureNode): boolean {
  if (node.kind === "call") return context.steps.get(node.step)?.effect === true;
  return blocksOf(node).some(({ block }) => block.some((inner) => holdsEffect(context, inner)));
}

/** A step call; its value is the step's output. */
export function emitCall(frame: Frame, step: StepDefinition, args: Expression, source: ts.Node, name: string): Value {
  const { context } = frame;
  const other = context.steps.get(step.name);
  if (other && other !== step) {
    const related = [{ span: other.span, label: "the other one" }];
    report(context, "step-name-taken", source, { name: step.name }, { related });
    return brokenValue;
  }
  if (isTooLarge(context, source)) return brokenValue;
  const id = context.names.call(step.name);
  const out = newVariable(context, name);
  context.steps.set(step.name, step);
  noteFailing(frame, id);
  const after = orderBefore(frame.order, step.effect);
  append(frame, { kind: "call", id, after, out, step: step.name, arguments: args }, step.effect, source);
  return referenceTo(out);
}

/** Names an expression. A let that may throw keeps its place before the next effect. */
export function emitLet(frame: Frame, value: Expression, source: ts.Node, name: string, throws: boolean): Value {
  const id: NodeId = frame.context.names.node("let");
  const out = newVariable(frame.context, name);
  if (throws) noteFailing(frame, id);
  frame.nodes.push({ kind: "let", id, after: [], out, value });
  frame.context.spans.set(id, spanOf(source, frame.context.loaded.cwd));
  if (throws) frame.order = orderAfter(frame.order, id, false);
  return referenceTo(out);
}

/** The variable that holds a value; a let where it has none. */
export function variableOf(frame: Frame, value: Value, source: ts.Node, name: string, throws = false): VariableId {
  const given = value.expression.kind === "reference" ? value : emitLet(frame, value.expression, source, name, throws);
  if (given.expression.kind !== "reference") throw new Error("A let is a reference.");
  return given.expression.variable;
}

/** Gives a value a name where saying it twice would compute it twice; what is known of it stays known. */
export function named(frame: Frame, value: Value, source: ts.Node, name: string): Value {
  if (value.broken || value.function || value.constant || isPlain(value.expression)) return value;
  if (value.elements) {
    const elements = value.elements.map((element) => named(frame, element, source, name));
    return { ...value, elements, expression: { kind: "list", items: elements.map((element) => element.expression) } };
  }
  if (value.fields) {
    const fields = new Map([...value.fields].map(([key, field]) => [key, named(frame, field, source, key)]));
    const entries = [...fields].map(([key, field]) => ({ key, value: field.expression }));
    return { ...value, fields, expression: { kind: "object", entries } };
  }
  return { ...value, ...emitLet(frame, value.expression, source, name, mayThrow(value.expression)) };
}

/** True where evaluating the expression may throw: glue that was not proven, and what is made of it. */
export function mayThrow(expression: Expression): boolean {
  if (expression.kind === "glue") return expression.throws;
  if (expression.kind === "list" && expression.items.some((item) => item.kind === "spread")) return true;
  return partsOf(expression).some(mayThrow);
}

/**
 * An expression inside zenc's own JavaScript: what iterates once must not get a name, for who evaluates it twice would find it at its end.
 */
export function wrapped(frame: Frame, value: Value, wrap: (inner: string) => string, source: ts.Node): Value {
  const { context } = frame;
  const { expression } = value;
  if (value.broken) return value;
  if (expression.kind !== "glue") {
    const variable = variableOf(frame, value, source, "items");
    return {
      expression: { ...(ownGlue(context, [variable], [variable], wrap(variable), source) as GlueExpression), throws: true },
    };
  }
  const inner = context.glue.find((one) => one.id === expression.glue);
  if (!inner) throw new Error(`There is no glue "${expression.glue}".`);
  const uses = expression.uses.join(", ");
  const id = context.names.glue();
  context.glue.push({ ...inner, id, text: `(${uses}) => ${wrap(`(${inner.text})(${uses})`)}` });
  return { expression: { ...expression, glue: id, throws: true } };
}
type GlueExpression = Extract<Expression, { readonly kind: "glue" }>;

/** Glue that zenc writes itself: `body` is JavaScript over the names of `uses`. */
export function ownGlue(
  context: Context,
  parameters: readonly string[],
  uses: readonly VariableId[],
  body: string,
  source: ts.Node,
): Expression {
  return { kind: "glue", glue: addGlue(context, `(${parameters.join(", ")}) => ${body}`, source), uses, throws: false };
}
