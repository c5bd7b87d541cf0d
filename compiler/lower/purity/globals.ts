// Which names are JavaScript's own: declared by TypeScript's library or Node's types, not by the author or a package.
import { ts } from "ts-morph";
import { type Context, symbolOf } from "../context.js";

/** True of the identifier of a global named `name`. */
export function isGlobal(context: Context, node: ts.Expression, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name && globalName(context, node) === name;
}

/** The name of the global that an identifier denotes; undefined for what a module or function declares. */
export function globalName(context: Context, node: ts.Identifier): string | undefined {
  const symbol = symbolOf(context, node);
  if (!symbol)
    return node.text === "undefined" || node.text === "globalThis" || node.text === "arguments" ? node.text : undefined;
  return isGlobalSymbol(symbol) ? symbol.name : undefined;
}

/** Declared only in declaration files and `declare global`, in no module: in the scope of every program. */
export function isGlobalSymbol(symbol: ts.Symbol): boolean {
  const { declarations } = symbol;
  if (!declarations || declarations.length === 0)
    return symbol.name === "undefined" || symbol.name === "globalThis" || symbol.name === "arguments";
  return declarations.every((declaration) => {
    for (let node: ts.Node = declaration.parent; node; node = node.parent) {
      if (ts.isModuleDeclaration(node) && node.flags & ts.NodeFlags.GlobalAugmentation) return true;
      if (ts.isSourceFile(node) && !node.isDeclarationFile) return false;
      // `declare module "fs"`; a namespace goes on upwards.
      if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) return false;
      if (ts.isSourceFile(node)) return !ts.isExternalModule(node);
    }
    return false;
  });
}

/** Of a method or property that TypeScript's library declares: the interface it stands in. */
export function libraryType(context: Context, symbol: ts.Symbol): string | undefined {
  return libraryTypes(context, symbol)?.[0];
}

/** The same of a member of a union, which is declared several times; undefined if one of them is not the library's. */
export function libraryTypes(context: Context, symbol: ts.Symbol): readonly string[] | undefined {
  const { declarations } = symbol;
  if (!declarations || declarations.length === 0) return undefined;
  const types = declarations.map((declaration) => {
    const file = declaration.getSourceFile();
    const isLibrary =
      context.loaded.program.isSourceFileDefaultLibrary(file) ||
      /[\\/]@types[\\/]node[\\/]|[\\/]typescript[\\/]lib[\\/]|[\\/]lib\.[\w.]+\.d\.ts$/.test(file.fileName);
    const { parent } = declaration;
    const isNamed = ts.isInterfaceDeclaration(parent) || ts.isClassDeclaration(parent);
    return isLibrary && isNamed ? parent.name?.text : undefined;
  });
  const named = types.filter((type) => type !== undefined);
  return named.length === types.length ? [...new Set(named)] : undefined;
}
