// `switch` over literals: a chain of branches, empty cases grouped with the next, the default wherever it stands.
import { ts } from "ts-morph";
import type { Json } from "../../../runtime/contract/index.js";
import { lowerBranch } from "../branch.js";
import { report } from "../context.js";
import { clearFlags, exitOf } from "../exits.js";
import { lowerSettled } from "../expressions/index.js";
import { fold } from "../expressions/known.js";
import { type Frame, named, ownGlue, variableOf } from "../frame.js";
import { constantValue, referenceTo, type Value } from "../value.js";
import { lowerBody } from "./index.js";

interface Group {
  /** Null for the group that holds the default. */
  readonly labels: readonly Json[] | null;
  readonly clause: ts.CaseOrDefaultClause;
}

export function lowerSwitch(frame: Frame, node: ts.SwitchStatement): void {
  const on = named(frame, lowerSettled(frame, node.expression), node.expression, "on");
  const groups = groupsOf(frame, node);
  if (!groups || on.broken) return;
  const flags = { node, break: { flag: "break" } } as const;
  const inner: Frame = { ...frame, flow: { ...frame.flow, breaks: [...frame.flow.breaks, flags] } };
  inner.environment.set(flags.break, constantValue(false));
  const cases = groups.filter((group) => group.labels !== null);
  const fallback = groups.find((group) => group.labels === null);
  lowerCases(inner, on, cases, fallback, node);
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
    if (fallback) lowerClause(frame, fallback, node);
    return;
  }
  const labels = first.labels ?? [];
  if (on.constant) {
    const { value } = on.constant;
    if (labels.includes(value)) {
      lowerClause(frame, first, node);
      return;
    }
    lowerCases(frame, on, others, fallback, node);
    return;
  }
  const variable = variableOf(frame, on, node.expression, "on");
  const test = labels.map((label) => `${variable} === ${JSON.stringify(label)}`).join(" || ");
  lowerBranch(frame, {
    condition: ownGlue(frame.context, [variable], [variable], test, first.clause),
    effect: frame.context.facts.hasEffects(node),
    source: first.clause,
    whenTrue: (inner) => {
      lowerClause(inner, first, node);
      return undefined;
    },
    whenFalse: (inner) => {
      lowerCases(inner, referenceTo(variable), others, fallback, node);
      return undefined;
    },
  });
}

function lowerClause(frame: Frame, group: Group, node: ts.SwitchStatement): void {
  lowerBody(frame, group.clause.statements);
  const isLast = node.caseBlock.clauses.at(-1) === group.clause;
  if (!isLast && exitOf(frame) !== true) report(frame.context, "switch-fall-through-not-yet", group.clause, {});
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
    groups.push({ labels: isDefault ? null : labels, clause });
    labels = [];
    isDefault = false;
  }
  return whole ? groups : undefined;
}
