// Where a name is used in the author's files, and the function that a name denotes.
import { ts } from "ts-morph";
import { type Context, resolved, symbolOf } from "../context.js";
import { bare } from "../expressions/bare.js";

/** Every expression that denotes the symbol. */
export function referencesOf(context: Context, symbol: ts.Symbol): readonly ts.Expression[] {
  const declaration = symbol.valueDeclaration;
  if (!declaration) return [];
  const isLocal = ts.findAncestor(declaration, ts.isFunctionLike) !== undefined;
  const files = isLocal ? [declaration.getSourceFile()] : context.loaded.program.getSourceFiles().filter(isAuthors);
  return files.flatMap((file) => {
    const names = new Set([symbol.name, ...importedNames(file)]);
    const found: ts.Expression[] = [];
    const look = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && names.has(node.text) && isReferenceTo(context, node, symbol)) {
        const { parent } = node;
        found.push(ts.isPropertyAccessExpression(parent) && parent.name === node ? parent : node);
      }
      ts.forEachChild(node, look);
    };
    if (file.text.includes(symbol.name)) look(file);
    return found;
  });
}

function isReferenceTo(context: Context, node: ts.Identifier, symbol: ts.Symbol): boolean {
  const found = symbolOf(context, node);
  return found !== undefined && resolved(context, found) === symbol && symbol.valueDeclaration !== node.parent;
}

const isAuthors = (file: ts.SourceFile): boolean => !file.isDeclarationFile && !/[\\/]node_modules[\\/]/.test(file.fileName);

/** Names that a file gives to what it imports. */
function importedNames(file: ts.SourceFile): readonly string[] {
  return file.statements.flatMap((statement) => {
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    const bindings = clause?.namedBindings;
    const named = bindings && ts.isNamedImports(bindings) ? bindings.elements.filter((one) => one.propertyName) : [];
    return [...(clause?.name ? [clause.name.text] : []), ...named.map((one) => one.name.text)];
  });
}

/** The author's function that an expression denotes: a function, a name of one, a step. */
export function functionOf(context: Context, node: ts.Expression): ts.SignatureDeclaration | undefined {
  const inner = bare(node);
  if (ts.isArrowFunction(inner) || ts.isFunctionExpression(inner)) return inner;
  const name = ts.isPropertyAccessExpression(inner) ? inner.name : inner;
  const symbol = ts.isIdentifier(name) ? symbolOf(context, name) : undefined;
  const declaration = symbol && resolved(context, symbol).valueDeclaration;
  if (!declaration || declaration.getSourceFile().isDeclarationFile) return undefined;
  if (ts.isFunctionDeclaration(declaration)) return declaration;
  if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  const value = bare(declaration.initializer);
  const given = ts.isCallExpression(value) ? value.arguments.at(-1) : value;
  return given && (ts.isArrowFunction(given) || ts.isFunctionExpression(given)) ? given : undefined;
}
