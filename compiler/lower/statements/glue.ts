// Statements without steps and ways out: one glue function that gives the variables they assign.
import { ts } from "ts-morph";
import { assignedNames } from "../assigned.js";
import { addGlue, newVariable, symbolOf } from "../context.js";
import { bare, isDeclaredIn } from "../expressions/bare.js";
import { knownChain } from "../expressions/known.js";
import { emitLet, type Frame } from "../frame.js";
import { hoistSteps } from "../glue/hoist.js";
import { isReadThrough, type Writing, writeJavaScript, writeValue } from "../glue/write.js";
import { checkPure, regionFor } from "../purity/index.js";
import { isFresh } from "../purity/mutation.js";
import { holdsOpaque } from "../purity/opaque.js";
import { brokenValue, selectFrom, type Value } from "../value.js";

/** A loop or branch that is carried as JavaScript. */
export function isGlueStatement(frame: Frame, node: ts.Statement): boolean {
  const { facts } = frame.context;
  const isLoop = ts.isIterationStatement(node, false) && !ts.isForInStatement(node);
  const isTry = ts.isTryStatement(node);
  if (!isLoop && !isTry && !ts.isIfStatement(node) && !ts.isSwitchStatement(node)) return false;
  // The list of a `for…of` is evaluated once, before it: steps in it stand in the structure.
  const repeated = ts.isForOfStatement(node) ? [node.initializer, node.statement] : [node];
  if (repeated.some((part) => facts.hasSteps(part)) || facts.hasJumps(node) || (!isLoop && facts.hasThrows(node))) return false;
  // Only a loop may hold a `return`: it leaves the loop, and what follows is not entered.
  if (!isLoop && facts.hasReturns(node)) return false;
  if (ts.isForOfStatement(node) && knownChain(frame, node.expression)?.elements) return false;
  if (ts.isForOfStatement(node) && ts.isArrayLiteralExpression(bare(node.expression))) return false;
  const assigned = assignedIn(frame, node);
  // What is known in parts, or no data, stays structure where branches can say it.
  const values = [...assigned.keys()].map((symbol) => frame.environment.get(symbol));
  if (values.some((value) => value?.promise || value?.function)) return false;
  if (isLoop || isTry) return true;
  return [...assigned].every(([symbol, name]) => {
    const value = frame.environment.get(symbol);
    return !value?.elements && !value?.fields && !holdsOpaque(frame.context, frame.context.checker.getTypeAtLocation(name));
  });
}

/** The variables from outside that the statement assigns or writes to, in order. */
function assignedIn(frame: Frame, node: ts.Node): ReadonlyMap<ts.Symbol, ts.Identifier> {
  return new Map([...assignedNames(frame, node)].filter(([symbol]) => !isDeclaredIn(symbol, [node])));
}

export function lowerGlueStatement(frame: Frame, node: ts.Statement): void {
  const { context } = frame;
  const assigned = assignedIn(frame, node);
  const owned = new Set([...assigned.keys()].filter((symbol) => isDeclaredIn(symbol, [frame.flow.body])));
  // A parameter, a step's output or what has a second name may be assigned, never written to.
  const writable = new Set([...owned].filter((symbol) => frame.environment.get(symbol)?.fresh));
  const hoisted = hoistSteps(frame, node);
  if ([...hoisted.values()].some((value) => value.broken)) {
    for (const symbol of assigned.keys()) frame.environment.set(symbol, brokenValue);
    return;
  }
  const pure = checkPure(frame, node, { hoisted, assigned: owned, writable, synchronous: false });
  const fresh = new Set([...writable].filter((symbol) => staysFresh(frame, node, symbol, writable)));
  const names = new Map([...assigned].map(([symbol, name]) => [symbol, newVariable(context, name.text)]));
  const writing: Writing = {
    frame,
    roots: [node],
    hoisted,
    assigned: names,
    synchronous: false,
    uses: new Set(),
    broken: !pure,
  };
  const declarations = [...assigned].map(([symbol, name]) => {
    const value = frame.environment.get(symbol) as Value;
    return `let ${names.get(symbol)} = ${copied(frame, name, value, writing)};`;
  });
  const leaves = context.facts.hasReturns(node);
  const all = [...names.values()];
  if (leaves) writing.returns = all;
  const text = pure ? writeJavaScript(writing, node) : "";
  if (writing.broken) {
    for (const symbol of assigned.keys()) frame.environment.set(symbol, brokenValue);
    return;
  }
  const uses = [...writing.uses];
  const values = leaves ? ["false", "undefined", ...all] : all;
  const body = `{ ${declarations.join(" ")} ${text}\nreturn [${values.join(", ")}]; }`;
  const glue = addGlue(context, `(${uses.join(", ")}) => ${body}`, node);
  const name = [...assigned.values()][0]?.text ?? "value";
  const out = emitLet(frame, { kind: "glue", glue, uses, throws: true }, node, name, true);
  for (const [index, symbol] of [...assigned.keys()].entries()) {
    const value = selectFrom(out, leaves ? index + 2 : index);
    frame.environment.set(symbol, { ...value, ...(fresh.has(symbol) ? { fresh: true } : {}) });
  }
  if (leaves) {
    frame.environment.set(frame.flow.returned, selectFrom(out, 0));
    frame.environment.set(frame.flow.result, selectFrom(out, 1));
  }
}

/** What was made here is copied before it is written to: the value before has readers of its own. */
function copied(frame: Frame, name: ts.Identifier, value: Value, writing: Writing): string {
  const text = writeValue(writing, value, name);
  if (!value.fresh) return text;
  const type = frame.context.checker.getTypeAtLocation(name);
  if (frame.context.checker.isArrayType(type) || frame.context.checker.isTupleType(type)) return `[...${text}]`;
  const global = type.symbol?.name;
  return global === "Map" || global === "Set" ? `new ${global}(${text})` : `{ ...${text} }`;
}

/** Nothing older is assigned to the variable, and no other name is given to its value. */
function staysFresh(frame: Frame, node: ts.Node, symbol: ts.Symbol, writable: ReadonlySet<ts.Symbol>): boolean {
  let fresh = true;
  const look = (inner: ts.Node): void => {
    if (ts.isIdentifier(inner) && symbolOf(frame.context, inner) === symbol && !isReadThrough(inner)) {
      const { parent } = inner;
      const isTarget = ts.isBinaryExpression(parent) && parent.left === inner;
      const isMadeNew = isTarget && isFresh(regionFor(frame, node, writable), parent.right);
      if (!isMadeNew) fresh = false;
    }
    ts.forEachChild(inner, look);
  };
  look(node);
  return fresh;
}
