// An author's module as it is bundled: authoring calls replaced by their functions, what entries need exported. Lines and
// columns stay as they are, so that stack traces need no second map.
import { ts } from "ts-morph";

const authoringNames = new Set(["step", "trainer", "evaluator", "deployer", "pipeline", "materializer"]);

/**
 * Blanks `step(options, …)` around functions: without a call at module level the steps of one file fall apart while
 * shaking, and options are no part of a step's code.
 * @param exports statements to append, such as `export const glue = …`.
 */
export function moduleSource(source: ts.SourceFile, exports: readonly string[]): string {
  const { text } = source;
  const authoring = authoringImports(source);
  const blanks: [number, number][] = [];
  if (authoring.names.size > 0 || authoring.namespaces.size > 0) {
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && isAuthoring(node.expression, authoring)) blanks.push(...blanksOf(node, source));
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  let result = "";
  let at = 0;
  for (const [start, end] of blanks.toSorted(([a], [b]) => a - b)) {
    if (start < at) continue;
    result += text.slice(at, start) + text.slice(start, end).replace(/[^\r\n\u2028\u2029]/g, " ");
    at = end;
  }
  result += text.slice(at);
  return exports.length === 0 ? result : `${result}\n;${exports.join("\n")}\n`;
}

interface AuthoringImports {
  readonly names: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

function authoringImports(source: ts.SourceFile): AuthoringImports {
  const names = new Set<string>();
  const namespaces = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (statement.moduleSpecifier.text !== "zenc") continue;
    const bindings = statement.importClause?.namedBindings;
    if (!bindings) continue;
    if (ts.isNamespaceImport(bindings)) namespaces.add(bindings.name.text);
    else {
      for (const element of bindings.elements) {
        if (authoringNames.has((element.propertyName ?? element.name).text)) names.add(element.name.text);
      }
    }
  }
  return { names, namespaces };
}

function isAuthoring(callee: ts.Expression, { names, namespaces }: AuthoringImports): boolean {
  if (ts.isIdentifier(callee)) return names.has(callee.text);
  return (
    ts.isPropertyAccessExpression(callee) &&
    ts.isIdentifier(callee.expression) &&
    namespaces.has(callee.expression.text) &&
    authoringNames.has(callee.name.text)
  );
}

/** All of the call but its parentheses and its last argument. */
function blanksOf(call: ts.CallExpression, source: ts.SourceFile): readonly [number, number][] {
  const run = call.arguments.at(-1);
  if (!run || call.arguments.length > 2 || call.arguments.some(ts.isSpreadElement)) return [];
  const open = call.arguments.pos - 1;
  return [
    [call.expression.getStart(source), open],
    [open + 1, run.getStart(source)],
    [run.getEnd(), call.getEnd() - 1],
  ];
}
