// An assignment inside an expression, on a line of its own.
import { ts } from "ts-morph";
import { type Changer, indentOf } from "./edit.js";

/** Before the statement, or behind it for `x++`, whose value is the one before. */
export const ownLine: Changer = (node) => {
  const name = ts.isBinaryExpression(node) ? node.left : isUpdate(node) ? node.operand : undefined;
  const statement = ts.findAncestor(node, ts.isStatement);
  if (!name || !ts.isIdentifier(name) || !statement || !ts.isBlock(statement.parent) || !isAlwaysOnce(node, statement))
    return undefined;
  const isAfter = ts.isPostfixUnaryExpression(node);
  const { text } = statement.getSourceFile();
  const place = ts.isParenthesizedExpression(node.parent) ? node.parent : node;
  const before = text.slice(statement.getStart(), place.getStart());
  const after = text.slice(place.getEnd(), statement.getEnd());
  // What stands between must not see the difference.
  if (new RegExp(`(?<![\\w$.])${name.text.replaceAll("$", "\\$")}(?![\\w$])`).test(isAfter ? after : before)) return undefined;
  const rest = `${before}${name.text}${after}`;
  const own = `${node.getText()};`;
  const line = `\n${indentOf(statement)}`;
  const changed = isAfter ? `${rest}${line}${own}` : `${own}${line}${rest}`;
  // A return, or a loop's head, does not go on to a line behind it.
  if (isAfter && !ts.isVariableStatement(statement) && !ts.isExpressionStatement(statement)) return undefined;
  return { from: statement.getStart(), to: statement.getEnd(), text: changed };
};

const isUpdate = (node: ts.Node): node is ts.PrefixUnaryExpression | ts.PostfixUnaryExpression =>
  ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);

/** No branch, loop or function stands between the statement and the node. */
function isAlwaysOnce(node: ts.Node, statement: ts.Statement): boolean {
  const isPlain = ts.isVariableStatement(statement) || ts.isExpressionStatement(statement) || ts.isReturnStatement(statement);
  if (!isPlain && !ts.isIfStatement(statement)) return false;
  for (let inner = node.parent; inner !== statement; inner = inner.parent) {
    if (ts.isFunctionLike(inner) || ts.isConditionalExpression(inner) || ts.isBlock(inner)) return false;
    if (ts.isBinaryExpression(inner) && shortCircuits.has(inner.operatorToken.kind)) return false;
  }
  return true;
}

const shortCircuits: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);
