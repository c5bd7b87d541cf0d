// Types that only a materializer of the author's makes storable: a pipeline may pass their values on, not look into them.
import { ts } from "ts-morph";

export interface OpaqueTypes {
  add(type: ts.Type): void;
  has(type: ts.Type): boolean;
  /** How many have been added: what was said of other types before may have changed since. */
  size(): number;
}

/** @param isPlatform whether a file is one of TypeScript's own or Node's: of their types only what is given counts, not all of that name. */
export function createOpaqueTypes(isPlatform: (file: ts.SourceFile) => boolean): OpaqueTypes {
  const known = new Set<ts.Type | ts.Symbol>();
  /** All instantiations of a class or interface are opaque if one is. */
  const identityOf = (type: ts.Type): ts.Type | ts.Symbol => {
    const { symbol } = type;
    const isNamed = symbol !== undefined && (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)) !== 0;
    return isNamed && !symbol.declarations?.some((one) => isPlatform(one.getSourceFile())) ? symbol : type;
  };
  return {
    add: (type) => void known.add(identityOf(type)),
    has: (type) => known.size > 0 && known.has(identityOf(type)),
    size: () => known.size,
  };
}
