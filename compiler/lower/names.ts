// Names that lowering makes: unique, deterministic, and never one that the author's module or steps use.
import { ts } from "ts-morph";
import type { GlueId, NodeId, VariableId } from "../../runtime/contract/index.js";

export interface Names {
  variable(name: string): VariableId;
  /** A step call's node: `train`, `train_2`. */
  call(step: string): NodeId;
  /** A compound's or a let's node: `if_1`. */
  node(kind: "if" | "map" | "let" | "loop" | "try" | "throw"): NodeId;
  /** Calls that are lowered by `lower` are named after the pipeline that they stand in: `score-train`. */
  within<T>(prefix: string, lower: () => T): T;
  glue(): GlueId;
}

/** Names for one pipeline over the author's `files`, whose steps are called `steps`. */
export function createNames(files: readonly ts.SourceFile[], steps: ReadonlySet<string>): Names {
  const identifiers = new Set(files.flatMap((file) => [...identifiersOf(file)]));
  const prefixes: string[] = [];
  const counts = new Map<string, number>();
  const nodes = new Set<string>();
  const next = (key: string): number => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  };
  const numbered = (base: string, taken: (name: string) => boolean, joint: string): string => {
    for (;;) {
      const name = `${base}${joint}${next(`${joint}${base}`)}`;
      if (!taken(name)) return name;
    }
  };
  const take = (name: string): NodeId => {
    nodes.add(name);
    return name as NodeId;
  };
  return {
    variable: (name) => numbered(name, (candidate) => identifiers.has(candidate), "$") as VariableId,
    within: (prefix, lower) => {
      prefixes.push(prefix);
      const result = lower();
      prefixes.pop();
      return result;
    },
    call: (step) => {
      const base = [...prefixes, step].join("-").replace(/[^A-Za-z0-9_-]/g, "_");
      if (!nodes.has(base)) {
        counts.set(`_${base}`, 1);
        return take(base);
      }
      return take(numbered(base, (candidate) => steps.has(candidate) || nodes.has(candidate), "_"));
    },
    node: (kind) => take(numbered(kind, (candidate) => steps.has(candidate) || nodes.has(candidate), "_")),
    glue: () => numbered("glue", (candidate) => identifiers.has(candidate), "_") as GlueId,
  };
}

/** TypeScript keeps the names of a file beside its syntax. */
function identifiersOf(file: ts.SourceFile): Iterable<string> {
  const known = (file as ts.SourceFile & { readonly identifiers?: ReadonlyMap<string, string> }).identifiers;
  return known ? known.keys() : namesIn(file);
}

function namesIn(file: ts.SourceFile): ReadonlySet<string> {
  const found = new Set<string>();
  const pending: ts.Node[] = [file];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (ts.isIdentifier(node)) found.add(node.text);
    ts.forEachChild(node, (child) => {
      pending.push(child);
    });
  }
  return found;
}
