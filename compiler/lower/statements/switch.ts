// `switch` over literals: a chain of branches, empty cases grouped with the next, the default wherever it stands; clause after clause
// where one may run on into the next.
import { ts } from "ts-morph";
import type { Expression, Json } from "../../../runtime/contract/index.js";
import { lowerBranch } from "../branch.js";
import { report } from "../context.js";
import type { Flag } from "../environment.js";
import { clearFlags, isConstant } from "../exits.js";
import { lowerSettled } from "../expressions/index.js";
import { fold } from "../expressions/known.js";
import { type Frame, named, ownGlue, variableOf } from "../frame.js";
import { constantValue, referenceTo, type Value } from "../value.js";
import { continueAfter, lowerBody } from "./index.js";

interface Group {
  readonly labels: readonly Json[];
  /** It is entered where no label of the whole switch is met. */
  readonly isDefault: boolean;
  readonly clause: ts.CaseOrDefaultClause;
}

export function lowerSwitch(frame: Frame, node: ts.SwitchStatement): void {
  const on = named(frame, lowerSettled(frame, node.expression), node.expression, "on");
  const groups = groupsOf(frame, node);
  if (!groups || on.broken) return;
  const flags = { node, break: { flag: "break" } } as const;
  const inner: Frame = { ...frame, flow: { ...frame.flow, breaks: [...frame.flow.breaks, flags] } };
  inner.environment.set(flags.break, constantValue(false));
  if (groups.slice(0, -1).some((group) => !surelyLeaves(group.clause))) {
    lowerFallThrough(inner, on, groups, node);
  } else {
    const cases = groups.filter((group) => !group.isDefault);
    const fallback = groups.find((group) => group.isDefault);
    lowerCases(inner, on, cases, fallback, node);
  }
  clearFlags(inner, [flags.break]);
  frame.order = inner.order;
}

function lowerCases(
  frame: Frame,
  on: Value,
  cases: readonly Group[],
  fallback: Group | undefined,
  node: ts.SwitchStatement,
): void {
  const [first, ...others] = cases;
  if (!first) {
    if (fallback) lowerClause(frame, fallback);
    return;
  }
  const { labels } = first;
  if (on.constant) {
    const { value } = on.constant;
    if (labels.includes(value)) {
      lowerClause(frame, first);
      return;
    }
    lowerCases(frame, on, others, fallback, node);
    return;
  }
  const variable = variableOf(frame, on, node.expression, "on");
  const test = testOf(variable, labels);
  lowerBranch(frame, {
    condition: ownGlue(frame.context, [variable], [variable], test, first.clause),
    effect: frame.context.facts.hasEffects(node),
    source: first.clause,
    whenTrue: (inner) => {
      lowerClause(inner, first);
      return undefined;
    },
    whenFalse: (inner) => {
      lowerCases(inner, referenceTo(variable), others, fallback, node);
      return undefined;
    },
  });
}

const testOf = (variable: string, labels: readonly Json[]): string =>
  labels.map((label) => `${variable} === ${JSON.stringify(label)}`).join(" || ");

function lowerClause(frame: Frame, group: Group): void {
  lowerBody(frame, group.clause.statements);
}

/** Clauses in their order: each is entered where it is met, or where the one before ran on into it. */
function lowerFallThrough(frame: Frame, on: Value, groups: readonly Group[], node: ts.SwitchStatement): void {
  const { context } = frame;
  const entered: Flag = { flag: "entered" };
  frame.environment.set(entered, constantValue(false));
  const labels = groups.flatMap((group) => group.labels);
  const variable = variableOf(frame, on, node.expression, "on");
  const lowerFrom = (at: Frame, index: number): void => {
    const group = groups[index];
    if (!group) return;
    const own = group.labels.length > 0 ? [testOf(variable, group.labels)] : [];
    const other = group.isDefault ? [labels.length > 0 ? `!(${testOf(variable, labels)})` : "true"] : [];
    const test = [...own, ...other].join(" || ");
    const met = ownGlue(context, [variable], [variable], test, group.clause);
    const running = at.environment.get(entered) as Value;
    const enter = (inner: Frame): undefined => {
      lowerClause(inner, group);
      inner.environment.set(entered, constantValue(true));
    };
    if (isConstant(running, true)) enter(at);
    else {
      const condition: Expression = isConstant(running, false) ? met : { kind: "or", any: [running.expression, met] };
      lowerBranch(at, {
        condition,
        effect: context.facts.hasEffects(group.clause),
        source: group.clause,
        whenTrue: enter,
        whenFalse: () => undefined,
      });
    }
    const rest = groups.slice(index + 1);
    continueAfter(at, {
      effect: () => rest.some((other) => context.facts.hasEffects(other.clause)),
      source: rest[0]?.clause,
      lower: (inner) => lowerFrom(inner, index + 1),
    });
  };
  lowerFrom(frame, 0);
}

/** Whether a clause ends in a `break`, `return`, `throw` or `continue`, whatever happens in it; seen from the syntax alone. */
function surelyLeaves(node: ts.Node): boolean {
  if (ts.isBreakStatement(node) || ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isContinueStatement(node))
    return true;
  if (ts.isCaseOrDefaultClause(node) || ts.isBlock(node)) {
    const last = node.statements.at(-1);
    return last !== undefined && surelyLeaves(last);
  }
  if (!ts.isIfStatement(node) || !node.elseStatement) return false;
  return surelyLeaves(node.thenStatement) && surelyLeaves(node.elseStatement);
}

/** Clauses without statements go with the next; undefined where a label is no constant. */
function groupsOf(frame: Frame, node: ts.SwitchStatement): readonly Group[] | undefined {
  const groups: Group[] = [];
  let labels: Json[] = [];
  let isDefault = false;
  let whole = true;
  for (const clause of node.caseBlock.clauses) {
    if (ts.isDefaultClause(clause)) {
      isDefault = true;
    } else {
      const label = fold(frame, clause.expression);
      if (label === undefined || (label.value !== null && typeof label.value === "object")) {
        report(frame.context, "switch-case-unknown", clause.expression, {});
        whole = false;
      } else labels.push(label.value);
    }
    if (clause.statements.length === 0 && clause !== node.caseBlock.clauses.at(-1)) continue;
    groups.push({ labels, isDefault, clause });
    labels = [];
    isDefault = false;
  }
  return whole ? groups : undefined;
}
