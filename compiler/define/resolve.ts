// From an expression to the declaration it denotes: through parentheses, casts, imports, re-exports, namespaces and const aliases.
import { ts } from "ts-morph";

/** An expression without parentheses, `as`, `satisfies` and `!`. */
export function unwrap(expression: ts.Expression): ts.Expression {
  let plain = expression;
  while (
    ts.isParenthesizedExpression(plain) ||
    ts.isAsExpression(plain) ||
    ts.isTypeAssertionExpression(plain) ||
    ts.isSatisfiesExpression(plain) ||
    ts.isNonNullExpression(plain)
  ) {
    plain = plain.expression;
  }
  return plain;
}

/** The symbol behind a name, imports and re-exports followed. */
export function symbolOf(expression: ts.Node, checker: ts.TypeChecker): ts.Symbol | undefined {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  const found =
    ts.isIdentifier(name) && ts.isShorthandPropertyAssignment(name.parent)
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : checker.getSymbolAtLocation(name);
  return found && followAlias(found, checker);
}

export function followAlias(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Where following ends early: at declarations that are themselves what is looked for. */
export type IsEnd = (declaration: ts.Declaration) => boolean;
const never: IsEnd = () => false;

/**
 * The declaration that an expression denotes in the end: const aliases are followed, also out of object literals and
 * destructuring. A `let` is no alias.
 */
export function declarationOf(
  expression: ts.Expression,
  checker: ts.TypeChecker,
  isEnd: IsEnd = never,
  depth = 0,
): ts.Declaration | undefined {
  const plain = unwrap(expression);
  if (depth > 32 || !(ts.isIdentifier(plain) || ts.isPropertyAccessExpression(plain))) return undefined;
  const symbol = symbolOf(plain, checker);
  return symbol && endOf(symbol, checker, isEnd, depth);
}

/** As `declarationOf`, from a symbol on. */
export function endOf(symbol: ts.Symbol, checker: ts.TypeChecker, isEnd: IsEnd = never, depth = 0): ts.Declaration | undefined {
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  if (declaration === undefined || isEnd(declaration) || depth > 32) return declaration;
  const next = (further: ts.Symbol | undefined) => further && endOf(followAlias(further, checker), checker, isEnd, depth + 1);
  if (ts.isShorthandPropertyAssignment(declaration)) {
    return next(checker.getShorthandAssignmentValueSymbol(declaration)) ?? declaration;
  }
  if (ts.isBindingElement(declaration) && isConst(declaration)) {
    return next(propertyBehind(declaration, checker)) ?? declaration;
  }
  const value = aliasValue(declaration);
  return (value && declarationOf(value, checker, isEnd, depth + 1)) ?? declaration;
}

/** `const { train } = steps`: the property `steps.train`. */
function propertyBehind(element: ts.BindingElement, checker: ts.TypeChecker): ts.Symbol | undefined {
  const holder = element.parent.parent;
  if (!ts.isObjectBindingPattern(element.parent) || !ts.isVariableDeclaration(holder) || !holder.initializer) {
    return undefined;
  }
  const name = element.propertyName ?? element.name;
  if (!ts.isIdentifier(name)) return undefined;
  return checker.getPropertyOfType(checker.getTypeAtLocation(holder.initializer), name.text);
}

function aliasValue(declaration: ts.Declaration): ts.Expression | undefined {
  if (ts.isVariableDeclaration(declaration)) return isConst(declaration) ? declaration.initializer : undefined;
  if (ts.isPropertyAssignment(declaration)) return declaration.initializer;
  if (ts.isExportAssignment(declaration)) return declaration.expression;
  return undefined;
}

/** Whether a variable is declared with `const`. */
export function isConst(declaration: ts.Declaration): boolean {
  return (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const;
}

/** Whether a declaration stands at the top of a module. */
export function isModuleLevel(declaration: ts.VariableDeclaration): boolean {
  const statement = declaration.parent.parent;
  return ts.isVariableStatement(statement) && ts.isSourceFile(statement.parent);
}
