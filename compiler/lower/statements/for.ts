// `for (let i = 0; i < n; i++)`: unrolled where its course is known, else a loop at run time.
import { ts } from "ts-morph";
import { report, symbolOf } from "../context.js";
import { bare } from "../expressions/bare.js";
import { fold } from "../expressions/known.js";
import { unrollLimit } from "../expressions/map.js";
import type { Frame } from "../frame.js";
import { constantValue } from "../value.js";
import { lowerAssignment } from "./assignment.js";
import { lowerRounds } from "./unroll.js";
import { lowerVariables } from "./variable.js";
import { lowerConditional, written } from "./while.js";

export function lowerFor(frame: Frame, node: ts.ForStatement): void {
  const course = courseOf(frame, node);
  if (!course || course.values.length > unrollLimit) {
    lowerForLoop(frame, node);
    return;
  }
  lowerRounds(frame, node, course.values.length, (inner, round) => {
    inner.environment.set(course.symbol, constantValue(course.values[round] ?? 0));
  });
}

function lowerForLoop(frame: Frame, node: ts.ForStatement): void {
  const { initializer, condition, incrementor } = node;
  if (initializer) {
    if (ts.isVariableDeclarationList(initializer)) lowerVariables(frame, initializer);
    else if (!lowerAssignment(frame, bare(initializer))) {
      report(frame.context, "syntax-unsupported", initializer, { construct: "this beginning of a loop" });
      return;
    }
  }
  lowerConditional(frame, {
    node,
    condition: condition && written(condition),
    steps: condition !== undefined && frame.context.facts.hasSteps(condition),
    step: incrementor && ((at) => lowerIncrement(at, incrementor)),
  });
}

/** `i++`, `i += 2`, `i++, j--`. */
function lowerIncrement(frame: Frame, node: ts.Expression): void {
  const inner = bare(node);
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.CommaToken) {
    lowerIncrement(frame, inner.left);
    lowerIncrement(frame, inner.right);
  } else if (!lowerAssignment(frame, inner)) {
    report(frame.context, "syntax-unsupported", node, { construct: "this step of a loop" });
  }
}

/** Counting ends here: a loop that has not ended by then runs its rounds at run time. */
const countLimit = unrollLimit + 1;

interface Course {
  readonly symbol: ts.Symbol;
  readonly values: readonly number[];
}

/** The values of the index, if they are known and the body does not assign it. */
function courseOf(frame: Frame, node: ts.ForStatement): Course | undefined {
  const { initializer, condition, incrementor } = node;
  if (!initializer || !condition || !incrementor || !ts.isVariableDeclarationList(initializer)) return undefined;
  const [declaration] = initializer.declarations;
  if (!declaration?.initializer || initializer.declarations.length > 1 || !ts.isIdentifier(declaration.name)) return undefined;
  const symbol = symbolOf(frame.context, declaration.name);
  const start = fold(frame, declaration.initializer)?.value;
  const step = stepOf(frame, incrementor, declaration.name.text);
  if (!symbol || typeof start !== "number" || step === undefined || step === 0 || assigns(frame, node.statement, symbol))
    return undefined;
  if (namesIn(frame, condition).some((name) => assigns(frame, node.statement, name))) return undefined;
  const values: number[] = [];
  for (let value = start; values.length < countLimit; value += step) {
    frame.environment.set(symbol, constantValue(value));
    const goesOn = fold(frame, condition);
    if (goesOn === undefined) return undefined;
    if (!goesOn.value) break;
    values.push(value);
  }
  return { symbol, values };
}

function namesIn(frame: Frame, node: ts.Node): readonly ts.Symbol[] {
  const own = ts.isIdentifier(node) ? symbolOf(frame.context, node) : undefined;
  const found = own ? [own] : [];
  ts.forEachChild(node, (child) => {
    found.push(...namesIn(frame, child));
  });
  return found;
}

function stepOf(frame: Frame, node: ts.Expression, name: string): number | undefined {
  if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) {
    if (!ts.isIdentifier(node.operand) || node.operand.text !== name) return undefined;
    if (node.operator === ts.SyntaxKind.PlusPlusToken) return 1;
    return node.operator === ts.SyntaxKind.MinusMinusToken ? -1 : undefined;
  }
  if (!ts.isBinaryExpression(node) || !ts.isIdentifier(node.left) || node.left.text !== name) return undefined;
  const by = fold(frame, node.right)?.value;
  if (typeof by !== "number") return undefined;
  if (node.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken) return by;
  return node.operatorToken.kind === ts.SyntaxKind.MinusEqualsToken ? -by : undefined;
}

function assigns(frame: Frame, node: ts.Node, symbol: ts.Symbol): boolean {
  let found = false;
  const look = (inner: ts.Node): void => {
    const target =
      ts.isBinaryExpression(inner) &&
      inner.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      inner.operatorToken.kind <= ts.SyntaxKind.LastAssignment
        ? inner.left
        : ts.isPrefixUnaryExpression(inner) || ts.isPostfixUnaryExpression(inner)
          ? inner.operand
          : undefined;
    const changes = !(
      ts.isPrefixUnaryExpression(inner) && ![ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(inner.operator)
    );
    if (target && changes && ts.isIdentifier(target) && symbolOf(frame.context, target) === symbol) found = true;
    ts.forEachChild(inner, look);
  };
  look(node);
  return found;
}
