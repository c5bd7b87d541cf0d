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

/** Declared only in declaration files, and in no module: in the scope of every program. */
export function isGlobalSymbol(symbol: ts.Symbol): boolean {
  const { declarations } = symbol;
  if (!declarations || declarations.length === 0)
    return symbol.name === "undefined" || symbol.name === "globalThis" || symbol.name === "arguments";
  return declarations.every((declaration) => {
    const file = declaration.getSourceFile();
    if (!file.isDeclarationFile) return false;
    for (let node: ts.Node = declaration.parent; node; node = node.parent) {
      if (ts.isModuleDeclaration(node) && node.flags & ts.NodeFlags.GlobalAugmentation) return true;
      // `declare module "fs"`; a namespace goes on upwards.
      if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) return false;
      if (ts.isSourceFile(node)) return !ts.isExternalModule(node);
    }
    return false;
  });
}

/** Of a method or property that TypeScript's library declares: the interface it stands in. */
export function libraryType(context: Context, symbol: ts.Symbol): string | undefined {
  const declaration = symbol.declarations?.[0];
  if (!declaration) return undefined;
  const file = declaration.getSourceFile();
  const isLibrary =
    context.loaded.program.isSourceFileDefaultLibrary(file) ||
    /[\\/]@types[\\/]node[\\/]|[\\/]typescript[\\/]lib[\\/]|[\\/]lib\.[\w.]+\.d\.ts$/.test(file.fileName);
  if (!isLibrary) return undefined;
  const { parent } = declaration;
  return ts.isInterfaceDeclaration(parent) || ts.isClassDeclaration(parent) ? parent.name?.text : undefined;
}
